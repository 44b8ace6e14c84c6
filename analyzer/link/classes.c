/* SPDX-License-Identifier: Apache-2.0 */
#include "classes.h"
#include "callbacks.h"
#include "class_setters.h"
#include "object_key.h"
#include "program_load.h"

/* How many calls deep a class function may hand the class on; deeper is not understood. */
#define MAX_DEPTH 8

/* One type. Parents and class functions are several only if a name is used twice. */
typedef struct Type {
    GArray *parents;  /* QlSym: name, 0: not a literal text */
    GPtrArray *inits; /* QlFunction* */
    gboolean unclear; /* a class function is not known */
} Type;

/* What is known of a field that keeps a parent's method. */
typedef struct Saved {
    GPtrArray *targets; /* QlFunction* */
    gboolean unclear;
} Saved;

struct QlClasses {
    QlProgram *program;
    QlCallSites *sites;
    const GPtrArray *tables; /* QlTypeTable* */
    QlClassSetters *setters;
    GHashTable *types;  /* QlSym -> Type* */
    GHashTable *inits;  /* QlFunction* -> GArray of QlSym: parents of the types it fills */
    GHashTable *others; /* set of QlFunction*: used otherwise than as a class function */
    GHashTable *saved;  /* field id -> Saved* */
};

static void type_free(gpointer data)
{
    Type *type = data;
    g_array_unref(type->parents);
    g_ptr_array_unref(type->inits);
    g_free(type);
}

static void saved_free(gpointer data)
{
    Saved *saved = data;
    g_ptr_array_unref(saved->targets);
    g_free(saved);
}

/* ---- Reading the tables. ---- */

/* A table while its assignments are read. */
typedef struct Row {
    QlSym name;
    QlSym parent;
    gboolean has_name;
    gboolean has_parent;
    gboolean unclear;
    GPtrArray *inits;
} Row;

static void row_free(gpointer data)
{
    Row *row = data;
    g_ptr_array_unref(row->inits);
    g_free(row);
}

/* What a field of a table says. */
typedef enum Column { COLUMN_NONE, COLUMN_NAME, COLUMN_PARENT, COLUMN_INIT } Column;

static gboolean is_any_field(const QlClasses *classes, const QlExpr *field, char **names)
{
    for (char **name = names; *name; name++) {
        if (ql_field_is(classes->program, field, *name)) {
            return TRUE;
        }
    }
    return FALSE;
}

static Column column_of(const QlClasses *classes, const QlExpr *field)
{
    if (field->kind != QL_EXPR_FIELD) {
        return COLUMN_NONE;
    }
    for (guint i = 0; i < classes->tables->len; i++) {
        const QlTypeTable *table = classes->tables->pdata[i];
        if (ql_field_is(classes->program, field, table->name)) {
            return COLUMN_NAME;
        }
        if (ql_field_is(classes->program, field, table->parent)) {
            return COLUMN_PARENT;
        }
        if (is_any_field(classes, field, table->class_init)) {
            return COLUMN_INIT;
        }
    }
    return COLUMN_NONE;
}

static Row *row_of(GHashTable *rows, QlExprRef object)
{
    Row *row = g_hash_table_lookup(rows, GUINT_TO_POINTER(object));
    if (!row) {
        row = g_new0(Row, 1);
        row->inits = g_ptr_array_new();
        g_hash_table_insert(rows, GUINT_TO_POINTER(object), row);
    }
    return row;
}

/* A table that is filled twice may mean either. */
static void set_text(QlSym *text, gboolean *known, const QlExpr *value)
{
    QlSym now = value->kind == QL_EXPR_STRING ? value->name : 0;
    *text = *known && *text != now ? 0 : now;
    *known = TRUE;
}

static void read_init(QlClasses *classes, Row *row, const QlFunction *function, const QlExpr *value)
{
    if (value->kind == QL_EXPR_FUNCTION) {
        ql_program_resolve_key(classes->program, value->name, function, row->inits);
    } else if (value->kind != QL_EXPR_INT) {
        row->unclear = TRUE;
    }
}

static void read_assignment(QlClasses *classes, GHashTable *rows, const QlDefinition *def,
                            const QlFunction *function, const QlEvent *event)
{
    const QlExpr *target = ql_flow_expr(def->flow, event->target);
    const QlExpr *value = ql_flow_expr(def->flow, event->value);
    switch (column_of(classes, target)) {
    case COLUMN_NONE: break;
    case COLUMN_NAME: {
        Row *row = row_of(rows, target->a);
        set_text(&row->name, &row->has_name, value);
        break;
    }
    case COLUMN_PARENT: {
        Row *row = row_of(rows, target->a);
        set_text(&row->parent, &row->has_parent, value);
        break;
    }
    case COLUMN_INIT: read_init(classes, row_of(rows, target->a), function, value); break;
    }
}

static Type *type_of(QlClasses *classes, QlSym name)
{
    Type *type = g_hash_table_lookup(classes->types, GUINT_TO_POINTER(name));
    if (!type) {
        type = g_new0(Type, 1);
        type->parents = g_array_new(FALSE, FALSE, sizeof(QlSym));
        type->inits = g_ptr_array_new();
        g_hash_table_insert(classes->types, GUINT_TO_POINTER(name), type);
    }
    return type;
}

static void add_init(QlClasses *classes, QlFunction *init, QlSym parent)
{
    GArray *parents = g_hash_table_lookup(classes->inits, init);
    if (!parents) {
        parents = g_array_new(FALSE, FALSE, sizeof(QlSym));
        g_hash_table_insert(classes->inits, init, parents);
    }
    g_array_append_val(parents, parent);
}

static void add_row(QlClasses *classes, const Row *row)
{
    for (guint i = 0; i < row->inits->len; i++) {
        add_init(classes, row->inits->pdata[i], row->parent);
    }
    if (!row->name) {
        return; /* made at run time: nobody inherits from it by a name we could read */
    }
    Type *type = type_of(classes, row->name);
    if (row->has_parent) {
        g_array_append_val(type->parents, row->parent);
    }
    type->unclear |= row->unclear;
    g_ptr_array_extend(type->inits, row->inits, NULL, NULL);
}

static void read_tables(QlClasses *classes, const QlDefinition *def, const QlFunction *function)
{
    g_autoptr(GHashTable) rows = g_hash_table_new_full(NULL, NULL, NULL, row_free);
    for (guint i = 0; def->flow && i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_ASSIGN) {
            read_assignment(classes, rows, def, function, event);
        }
    }
    GHashTableIter iter;
    gpointer row;
    g_hash_table_iter_init(&iter, rows);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        add_row(classes, row);
    }
}

/* ---- Functions that are not class functions only. ---- */

static void note_other(QlClasses *classes, const QlDefinition *def, const QlFunction *function,
                       QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    if (expr->kind != QL_EXPR_FUNCTION) {
        return;
    }
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    ql_program_resolve_key(classes->program, expr->name, function, found);
    for (guint i = 0; i < found->len; i++) {
        if (g_hash_table_contains(classes->inits, found->pdata[i])) {
            g_hash_table_add(classes->others, found->pdata[i]);
        }
    }
}

static void note_others(QlClasses *classes, const QlDefinition *def, const QlFunction *function)
{
    for (guint i = 0; def->flow && i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(def->flow, event->target);
        if (event->kind == QL_EVENT_CALL) {
            note_other(classes, def, function, event->target);
        } else if (column_of(classes, target) != COLUMN_INIT) {
            note_other(classes, def, function, event->value);
        }
        for (guint k = 0; k < event->n_args; k++) {
            note_other(classes, def, function, ql_flow_arg(def->flow, event, k));
        }
    }
}

/* ---- What a class inherits. ---- */

typedef enum Sets {
    SETS_NOT,
    SETS_PERHAPS, /* on some ways only: else the class keeps what it inherited */
    SETS,
    SETS_UNCLEAR
} Sets;

static Sets worse(Sets a, Sets b)
{
    return a > b ? a : b;
}

/* What a class function does with a field. */
typedef struct Search {
    QlClasses *classes;
    guint64 field;
    GPtrArray *out; /* QlFunction*: what it stores */
} Search;

static Sets add_value(const Search *search, const QlFunction *function, QlExprRef ref)
{
    const QlExpr *value = ql_flow_expr(function->def->flow, ref);
    if (value->kind == QL_EXPR_INT) {
        return SETS;
    }
    if (value->kind != QL_EXPR_FUNCTION) {
        return SETS_UNCLEAR;
    }
    ql_program_resolve_key(search->classes->program, value->name, function, search->out);
    return SETS;
}

static Sets event_sets(const Search *search, const QlFunction *function, const QlEvent *event,
                       const QlFunction *caller, const QlEvent *call, guint depth);

/* What the first @n events of @function set; @caller called it by @call, or NULL. */
static Sets events_set(const Search *search, const QlFunction *function, guint n,
                       const QlFunction *caller, const QlEvent *call, guint depth)
{
    const QlFlow *flow = function->def->flow;
    Sets result = SETS_NOT;
    for (guint i = 0; i < n; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        Sets sets = event_sets(search, function, event, caller, call, depth);
        if (sets == SETS && !ql_class_is_unavoidable(flow, ql_flow_block_of(flow, event))) {
            sets = SETS_PERHAPS;
        }
        result = worse(result, sets);
    }
    return result;
}

/* Whether call @event of @function may set the field, and to what. */
static Sets call_sets(const Search *search, const QlFunction *function, const QlEvent *event,
                      guint depth)
{
    QlClassSetters *setters = search->classes->setters;
    const QlExpr *name = ql_flow_expr(function->def->flow, event->target);
    const QlProgram *program = search->classes->program;
    g_autoptr(GArray) found = ql_value_flow_targets(program->flow, function->index, event->target);
    Sets result = SETS_NOT;
    for (guint i = 0; i < found->len; i++) {
        const QlFunction *callee = program->functions->pdata[g_array_index(found, guint, i)];
        if (!ql_class_setters_reach(setters, callee, search->field)) {
            continue;
        }
        if (name->kind != QL_EXPR_FUNCTION || found->len > 1 || depth >= MAX_DEPTH) {
            return SETS_UNCLEAR;
        }
        guint n = callee->def->flow->events->len;
        result = events_set(search, callee, n, function, event, depth + 1);
    }
    return result;
}

static Sets event_sets(const Search *search, const QlFunction *function, const QlEvent *event,
                       const QlFunction *caller, const QlEvent *call, guint depth)
{
    const QlFlow *flow = function->def->flow;
    const QlExpr *target = ql_flow_expr(flow, event->target);
    const QlExpr *value = ql_flow_expr(flow, event->value);
    if (event->kind == QL_EVENT_CALL) {
        return call_sets(search, function, event, depth);
    }
    if (target->kind == QL_EXPR_FIELD && ql_class_field(target) == search->field) {
        gboolean passed = value->kind == QL_EXPR_PARAM && call && value->value < call->n_args;
        return passed ? add_value(search, caller,
                                  ql_flow_arg(caller->def->flow, call, (guint)value->value))
                      : add_value(search, function, event->value);
    }
    gboolean copied = event->record && event->record == (QlSym)(search->field >> 32);
    return copied ? SETS_UNCLEAR : SETS_NOT;
}

static Sets inits_set(const Search *search, const GPtrArray *inits)
{
    Sets result = SETS_NOT;
    for (guint i = 0; i < inits->len; i++) {
        const QlFunction *init = inits->pdata[i];
        guint n = init->def->flow->events->len;
        result = worse(result, events_set(search, init, n, NULL, NULL, 0));
    }
    return result;
}

/* The name of the type at the top above @name; 0 if that is not known. */
static QlSym root_of(const QlClasses *classes, QlSym name)
{
    for (guint depth = 0; depth < 32; depth++) {
        const Type *type = g_hash_table_lookup(classes->types, GUINT_TO_POINTER(name));
        if (!type || type->parents->len > 1) {
            return 0;
        }
        if (!type->parents->len) {
            return name;
        }
        name = g_array_index(type->parents, QlSym, 0);
    }
    return 0;
}

/*
 * Whether types of another family than @root's set the field: these are interfaces, and who
 * implements one begins with its methods.
 */
static gboolean is_interface_method(const Search *search, QlSym root)
{
    g_autoptr(GPtrArray) ignored = g_ptr_array_new();
    Search other = {search->classes, search->field, ignored};
    GHashTableIter iter;
    gpointer name;
    gpointer value;
    g_hash_table_iter_init(&iter, search->classes->types);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        const Type *type = value;
        if (root_of(search->classes, GPOINTER_TO_UINT(name)) != root &&
            inits_set(&other, type->inits) != SETS_NOT) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Adds what the class of type @name has in the field; FALSE if that is not known. */
static gboolean inherited(const Search *search, QlSym name)
{
    for (guint depth = 0; depth < 32; depth++) {
        const Type *type = g_hash_table_lookup(search->classes->types, GUINT_TO_POINTER(name));
        if (!type || type->unclear || type->parents->len > 1) {
            return FALSE;
        }
        Sets result = inits_set(search, type->inits);
        if (result == SETS || result == SETS_UNCLEAR) {
            return result == SETS;
        }
        if (!type->parents->len) {
            return !is_interface_method(search, name);
        }
        name = g_array_index(type->parents, QlSym, 0);
    }
    return FALSE;
}

/* ---- Fields that keep what a class inherited. ---- */

static Saved *saved_of(QlClasses *classes, guint64 field)
{
    Saved *saved = g_hash_table_lookup(classes->saved, &field);
    if (!saved) {
        saved = g_new0(Saved, 1);
        saved->targets = g_ptr_array_new();
        g_hash_table_insert(classes->saved, g_memdup2(&field, sizeof field), saved);
    }
    return saved;
}

/* Whether class function @init reads what its class inherited in @method at event @at, and no
 * other function could have stored there. */
static gboolean reads_inherited(QlClasses *classes, const QlFunction *init, guint64 method,
                                guint at)
{
    g_autoptr(GPtrArray) ignored = g_ptr_array_new();
    const Search search = {classes, method, ignored};
    return !g_hash_table_contains(classes->others, init) &&
           ql_class_setters_only_inits(classes->setters, method) &&
           events_set(&search, init, at, NULL, NULL, 0) == SETS_NOT;
}

/* Class function @init puts what it inherits in @method into @field, at event @at. */
static void save(QlClasses *classes, const QlFunction *init, guint64 method, guint64 field,
                 guint at)
{
    Saved *saved = saved_of(classes, field);
    if (saved->unclear || !reads_inherited(classes, init, method, at)) {
        saved->unclear = TRUE;
        return;
    }
    const Search search = {classes, method, saved->targets};
    const GArray *parents = g_hash_table_lookup(classes->inits, init);
    for (guint i = 0; i < parents->len; i++) {
        QlSym parent = g_array_index(parents, QlSym, i);
        saved->unclear |= !parent || !inherited(&search, parent);
    }
}

/* A function that stores a method of the class it gets through another parameter. */
typedef struct Getter {
    const QlExpr *method; /* NULL: it is none */
    guint at;             /* number of the event */
} Getter;

/* What @callee stores through its parameter @param. */
static Getter stored_through(const QlFunction *callee, guint param)
{
    const QlFlow *flow = callee->def->flow;
    Getter getter = {NULL, 0};
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        if (event->kind != QL_EVENT_ASSIGN || target->kind != QL_EXPR_DEREF ||
            ql_expr_parameter(callee->def, target->a) != (int)param) {
            continue;
        }
        const QlExpr *value = ql_flow_expr(flow, event->value);
        if (getter.method || value->kind != QL_EXPR_FIELD || !ql_class_is_own(callee, value->a)) {
            return (Getter){NULL, 0};
        }
        getter = (Getter){value, i};
    }
    return getter;
}

/* Whether all arguments of @call but number @out are the class itself or no objects. */
static gboolean gets_own_class(const QlFunction *function, const QlEvent *call, guint out)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < call->n_args; i++) {
        QlExprRef arg = ql_flow_arg(flow, call, i);
        const QlExpr *expr = ql_flow_expr(flow, arg);
        if (i != out && expr->kind != QL_EXPR_FUNCTION && expr->kind != QL_EXPR_INT &&
            !ql_class_is_own(function, arg)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Argument &S of call number @at of @function. */
static void read_address(QlClasses *classes, const QlFunction *function, guint at, guint arg,
                         const QlExpr *field)
{
    const QlFlow *flow = function->def->flow;
    const QlEvent *event = &g_array_index(flow->events, QlEvent, at);
    const QlExpr *name = ql_flow_expr(flow, event->target);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_autoptr(GPtrArray) ignored = g_ptr_array_new();
    if (name->kind == QL_EXPR_FUNCTION && g_hash_table_contains(classes->inits, function) &&
        gets_own_class(function, event, arg)) {
        ql_program_resolve_key(classes->program, name->name, function, found);
    }
    const QlFunction *callee = found->len == 1 ? found->pdata[0] : NULL;
    Getter getter = callee ? stored_through(callee, arg) : (Getter){NULL, 0};
    guint64 method = getter.method ? ql_class_field(getter.method) : 0;
    const Search search = {classes, method, ignored};
    if (getter.method && events_set(&search, callee, getter.at, function, event, 0) == SETS_NOT) {
        save(classes, function, method, ql_class_field(field), at);
    } else {
        saved_of(classes, ql_class_field(field))->unclear = TRUE;
    }
}

/* Assignment number @at of @function. */
static void read_store(QlClasses *classes, const QlFunction *function, guint at)
{
    const QlFlow *flow = function->def->flow;
    const QlEvent *event = &g_array_index(flow->events, QlEvent, at);
    const QlExpr *target = ql_flow_expr(flow, event->target);
    const QlExpr *value = ql_flow_expr(flow, event->value);
    const QlExpr *address = ql_addressed_field(flow, event->value);
    if (address) {
        saved_of(classes, ql_class_field(address))->unclear = TRUE;
    }
    if (target->kind != QL_EXPR_FIELD || value->kind == QL_EXPR_INT) {
        return;
    }
    if (value->kind == QL_EXPR_FIELD && g_hash_table_contains(classes->inits, function) &&
        ql_class_is_own(function, value->a)) {
        save(classes, function, ql_class_field(value), ql_class_field(target), at);
    } else {
        saved_of(classes, ql_class_field(target))->unclear = TRUE;
    }
}

static void read_saves(QlClasses *classes, const QlFunction *function)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_ASSIGN) {
            read_store(classes, function, i);
            continue;
        }
        for (guint k = 0; k < event->n_args; k++) {
            const QlExpr *field = ql_addressed_field(flow, ql_flow_arg(flow, event, k));
            if (field) {
                read_address(classes, function, i, k, field);
            }
        }
    }
}

static void read_initialiser(QlClasses *classes, const QlDefinition *variable)
{
    for (guint i = 0; variable->flow && i < variable->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(variable->flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(variable->flow, event->target);
        if (target->kind == QL_EXPR_FIELD) {
            saved_of(classes, ql_class_field(target))->unclear = TRUE;
        }
    }
}

static void read_program(QlClasses *classes)
{
    const QlProgram *program = classes->program;
    for (guint i = 0; i < program->variables->len; i++) {
        read_tables(classes, program->variables->pdata[i], NULL);
    }
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        read_tables(classes, function->def, function);
    }
    for (guint i = 0; i < program->variables->len; i++) {
        note_others(classes, program->variables->pdata[i], NULL);
        read_initialiser(classes, program->variables->pdata[i]);
    }
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        note_others(classes, function->def, function);
    }
    classes->setters =
        ql_class_setters_new(classes->program, classes->sites, classes->inits, classes->others);
    for (guint i = 0; i < program->functions->len; i++) {
        read_saves(classes, program->functions->pdata[i]);
    }
}

QlClasses *ql_classes_new(QlProgram *program, const QlAnnotations *annotations, QlCallSites *sites)
{
    QlClasses *classes = g_new0(QlClasses, 1);
    classes->program = program;
    classes->types = g_hash_table_new_full(NULL, NULL, NULL, type_free);
    classes->inits = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    classes->others = g_hash_table_new(NULL, NULL);
    classes->saved = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, saved_free);
    classes->sites = sites;
    classes->tables = annotations->type_tables;
    if (classes->tables->len) {
        read_program(classes);
    }
    return classes;
}

void ql_classes_free(QlClasses *classes)
{
    ql_class_setters_free(classes->setters);
    g_hash_table_destroy(classes->types);
    g_hash_table_destroy(classes->inits);
    g_hash_table_destroy(classes->others);
    g_hash_table_destroy(classes->saved);
    g_free(classes);
}

const GPtrArray *ql_classes_saved(QlClasses *classes, const QlExpr *field)
{
    guint64 id = ql_class_field(field);
    const Saved *saved = g_hash_table_lookup(classes->saved, &id);
    return saved && !saved->unclear ? saved->targets : NULL;
}
