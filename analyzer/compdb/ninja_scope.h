/* SPDX-License-Identifier: Apache-2.0 */
/* Variables and rules of build.ninja: private to its reader. */
#ifndef QL_NINJA_SCOPE_H
#define QL_NINJA_SCOPE_H

#include <glib.h>

typedef struct QlNinjaRule {
    char *name;
    GHashTable *bindings; /* char* to char*: texts not yet evaluated */
} QlNinjaRule;

/** What one file sees; a file read with "subninja" has its includer's scope as parent. */
typedef struct QlNinjaScope QlNinjaScope;
struct QlNinjaScope {
    QlNinjaScope *parent;
    GHashTable *variables; /* char* to char*: values */
    GHashTable *rules;     /* char* to QlNinjaRule* */
};

struct QlNinjaEdge {
    const char *file; /* where it stands */
    guint line;
    const QlNinjaRule *rule;
    const QlNinjaScope *scope;
    GHashTable *variables; /* char* to char*: values; NULL if there are none */
    GPtrArray *outputs;    /* char* */
    guint n_explicit_outputs;
    GPtrArray *inputs; /* char*, explicit ones */
};

QlNinjaScope *ql_ninja_scope_new(QlNinjaScope *parent);
void ql_ninja_scope_free(QlNinjaScope *scope);

const QlNinjaRule *ql_ninja_scope_rule(const QlNinjaScope *scope, const char *name);
QlNinjaRule *ql_ninja_rule_new(const char *name);
void ql_ninja_rule_free(QlNinjaRule *rule);

/**
 * Evaluates @text: resolves $-escapes and variables, of @edge if it is not NULL, else of @scope.
 * Returns NULL with @error set (domain QL_COMPDB_ERROR, without position) if that is impossible.
 */
char *ql_ninja_evaluate(const char *text, gsize length, const QlNinjaScope *scope,
                        const struct QlNinjaEdge *edge, GError **error);

#endif
