/* SPDX-License-Identifier: Apache-2.0 */
/* The graph behind value_flow.h. Private to value_flow*.c. */
#ifndef QL_VALUE_FLOW_PRIVATE_H
#define QL_VALUE_FLOW_PRIVATE_H

#include "value_flow.h"

/* Event numbers from here on stand for the value of a store or load, not for a call's result. */
#define QL_VALUE_CARRIER (1u << 29)

/* Instead of a function's index: a value that is not followed; a function that no TU defines; what
 * such a function writes. */
#define QL_VALUE_LOST G_MAXUINT
#define QL_VALUE_OUTSIDE (G_MAXUINT - 1)
#define QL_VALUE_WRITTEN (G_MAXUINT - 2)

/* A node's identity, packed: kind, and two numbers below 2^30. */
typedef enum NodeKind {
    NODE_FIELD = 1, /* record, field */
    NODE_GLOBAL,    /* key */
    NODE_PARAM,     /* function, position */
    NODE_LOCAL,     /* function, index */
    NODE_RETURN,    /* function */
    NODE_CALL,      /* function, event id: the call's result */
} NodeKind;

typedef struct CallRef {
    guint function;
    const QlEvent *event;
} CallRef;

/* A copy through a pointer: *pointer = other (store) or other = *pointer (load). */
typedef struct Deref {
    guint pointer;
    guint other;
    gboolean store;
} Deref;

/* The address of node target is put into node holder. */
typedef struct AddressOf {
    guint holder;
    guint target;
} AddressOf;

/* A store through a pointer of which we do not know what it points to. */
typedef struct Blind {
    guint function;
    const QlEvent *event;
} Blind;

typedef struct Node {
    GArray *values;   /* guint: a function's index, or n_functions + a node's number */
    guint done;       /* values up to here have been propagated */
    GArray *copies;   /* guint: nodes that take this node's values */
    GArray *calls;    /* CallRef: calls through this node */
    GArray *derefs;   /* Deref: accesses through this node */
    guint a, b;       /* what the node stands for, see NodeKind */
    gboolean pointer; /* may hold addresses that matter */
    guint8 kind;      /* NodeKind */
    gboolean queued;
} Node;

/* A function, or a value that is not followed, goes into a node. */
typedef struct Seed {
    guint node;
    guint value; /* a function's index, or QL_VALUE_… */
    QlSym name;  /* OUTSIDE, WRITTEN: the function that no TU defines */
    guint line;
    const QlDefinition *holder;
} Seed;

/* How a function is used, as bits. */
typedef enum ValueUse {
    VALUE_TAKEN = 1 << 0,   /* its address is */
    VALUE_CALLED = 1 << 1,  /* a call is known to lead to it … */
    VALUE_THROUGH = 1 << 2, /* … through a pointer */
    VALUE_ESCAPES = 1 << 3, /* its address is given to a function that no TU defines, or lost */
} ValueUse;

struct QlValueFlow {
    QlDefinition *const *functions;
    guint n_functions;
    QlResolveKey resolve;
    gpointer user;
    GHashTable *node_ids; /* packed key -> node number + 1 */
    GArray *nodes;        /* Node */
    GHashTable *members;  /* set of node << 32 | value */
    GHashTable *bound;    /* set of call identity << 32 | function */
    GArray *addresses;    /* AddressOf */
    GArray *seeds;        /* Seed */
    GArray *blind;        /* Blind */
    guint8 *uses;         /* per function: ValueUse */
    GQueue *work;
    GArray *scratch;  /* guint */
    GArray **reverse; /* per node: the nodes it takes values from, made when asked for */
    guint n_reverse;
};

static inline Node *ql_value_node(const QlValueFlow *flow, guint id)
{
    return &g_array_index(flow->nodes, Node, id);
}

/* The node of an expression that names a place; FALSE if it is not one. */
gboolean ql_value_place(QlValueFlow *flow, guint function, const QlFlow *graph, QlExprRef ref,
                        guint *id);

/* The node of p in *p or p[i], if p is a parameter or local. */
gboolean ql_value_pointer(QlValueFlow *flow, guint function, const QlFlow *graph, QlExprRef ref,
                          guint *id);

/* The node of a field; FALSE if nothing is known of it. */
gboolean ql_value_field_node(const QlValueFlow *flow, QlSym record, QlSym field, guint *id);

/* For each node the nodes it takes values from, or NULL; free with ql_value_reverse_free(). */
GArray **ql_value_reverse(const QlValueFlow *flow);
void ql_value_reverse_free(GArray **reverse, guint n);

#endif
