/* SPDX-License-Identifier: Apache-2.0 */
#include "lock_classes.h"
#include "callbacks.h"

/* What calling a function, or through a global pointer, means. */
typedef struct Meaning {
    QlOpKind kind;
    const QlLock *lock;       /* NULL for waits and facts */
    int class_index;          /* of a named class, wait or fact; -1 for a family */
    int wait;                 /* class of the wait that it also is, or -1 */
    const QlWait *annotation; /* of that wait, or NULL */
    int lock_arg;
    int when_arg; /* only if this argument is not the literal 0 */
    gboolean nonzero;
    gboolean necessary;
} Meaning;

struct QlLockClasses {
    QlProgram *program;
    GPtrArray *classes;   /* QlLockClass* */
    GHashTable *by_name;  /* name -> index + 1 */
    GHashTable *aliases;  /* object name -> index + 1 */
    GHashTable *wrappers; /* set of "Record.field": see QlLock.wraps */
    GHashTable *wrapping; /* set of names of families that wrap others */
    GHashTable *meanings; /* QlSym of a function or global -> Meaning* */
    GHashTable *constant; /* set of QlSym of functions that always return the same */
    GHashTable *apart;    /* QlSym of a function -> index + 1: see QlLock.apart */
    GHashTable *ops;      /* const QlEvent* -> QlOp* */
    GHashTable *with_ops; /* set of const QlFunction* */
    GPtrArray *users;     /* QlLockUser* */
    guint unidentified;
};

static void class_free(gpointer data)
{
    QlLockClass *lock_class = data;
    g_free(lock_class->name);
    g_free(lock_class);
}

static int class_index(QlLockClasses *classes, const char *name, gboolean recursive, gboolean fact)
{
    int found = ql_lock_classes_find(classes, name);
    if (found >= 0) {
        return found;
    }
    QlLockClass *lock_class = g_new0(QlLockClass, 1);
    lock_class->name = g_strdup(name);
    lock_class->recursive = recursive;
    lock_class->fact = fact;
    g_ptr_array_add(classes->classes, lock_class);
    g_hash_table_insert(classes->by_name, lock_class->name,
                        GUINT_TO_POINTER(classes->classes->len));
    return (int)classes->classes->len - 1;
}

static QlOpKind op_kind(QlLockOpKind kind)
{
    switch (kind) {
    case QL_LOCK_ACQUIRE: return QL_OP_ACQUIRE;
    case QL_LOCK_RELEASE: return QL_OP_RELEASE;
    case QL_LOCK_TRY: return QL_OP_TRY;
    case QL_LOCK_HELD: return QL_OP_HELD;
    default: return QL_OP_COND_WAIT;
    }
}

static void add_meaning(QlLockClasses *classes, const char *function, Meaning meaning)
{
    QlSym name = ql_strings_lookup(classes->program->strings, function);
    if (name) {
        const Meaning *before = g_hash_table_lookup(classes->meanings, GUINT_TO_POINTER(name));
        meaning.wait = before ? before->wait : meaning.wait;
        meaning.annotation = before ? before->annotation : meaning.annotation;
        g_hash_table_insert(classes->meanings, GUINT_TO_POINTER(name),
                            g_memdup2(&meaning, sizeof meaning));
    }
}

static void add_lock(QlLockClasses *classes, const QlLock *lock)
{
    for (guint i = 0; lock->wraps && lock->wraps[i]; i++) {
        g_hash_table_add(classes->wrappers, lock->wraps[i]);
        g_hash_table_add(classes->wrapping, lock->name);
    }
    int index = lock->family ? -1 : class_index(classes, lock->name, lock->recursive, FALSE);
    if (index >= 0) {
        ((QlLockClass *)classes->classes->pdata[index])->named = TRUE;
    }
    for (guint i = 0; index >= 0 && lock->objects && lock->objects[i]; i++) {
        g_hash_table_insert(classes->aliases, lock->objects[i], GINT_TO_POINTER(index + 1));
    }
    for (guint i = 0; i < lock->ops->len; i++) {
        const QlLockOp *op = lock->ops->pdata[i];
        gboolean nonzero = op->kind == QL_LOCK_HELD || op->success_nonzero;
        add_meaning(classes, op->function,
                    (Meaning){.kind = op_kind(op->kind),
                              .lock = lock,
                              .class_index = index,
                              .wait = -1,
                              .lock_arg = op->lock_arg,
                              .when_arg = -1,
                              .nonzero = nonzero});
    }
}

static void add_apart(QlLockClasses *classes, const QlLock *lock)
{
    int index = ql_lock_classes_find(classes, lock->name);
    for (guint i = 0; lock->apart && lock->apart[i]; i++) {
        QlSym name = ql_strings_lookup(classes->program->strings, lock->apart[i]);
        if (name) {
            g_hash_table_insert(classes->apart, GUINT_TO_POINTER(name), GINT_TO_POINTER(index + 1));
        }
    }
}

static void add_constants(QlLockClasses *classes, const QlThread *thread)
{
    for (guint i = 0; !thread->parallel && thread->contexts && thread->contexts[i]; i++) {
        QlSym name = ql_strings_lookup(classes->program->strings, thread->contexts[i]);
        if (name) {
            g_hash_table_add(classes->constant, GUINT_TO_POINTER(name));
        }
    }
}

static void add_predicate(QlLockClasses *classes, const QlPredicate *predicate)
{
    int index = class_index(classes, predicate->fact, FALSE, TRUE);
    add_meaning(classes, predicate->function,
                (Meaning){.kind = QL_OP_HELD,
                          .class_index = index,
                          .wait = -1,
                          .lock_arg = -1,
                          .when_arg = -1,
                          .nonzero = predicate->nonzero,
                          .necessary = predicate->necessary});
}

static void add_wait(QlLockClasses *classes, const QlWait *wait)
{
    int index = class_index(classes, wait->name, FALSE, FALSE);
    add_meaning(classes, wait->function,
                (Meaning){.kind = QL_OP_WAIT,
                          .class_index = index,
                          .wait = index,
                          .annotation = wait,
                          .lock_arg = -1,
                          .when_arg = wait->when_arg});
}

static void read_annotations(QlLockClasses *classes, const QlAnnotations *annotations)
{
    for (guint i = 0; i < annotations->waits->len; i++) {
        add_wait(classes, annotations->waits->pdata[i]);
    }
    for (guint i = 0; i < annotations->predicates->len; i++) {
        add_predicate(classes, annotations->predicates->pdata[i]);
    }
    /* Locks last: a function that is both a wait and a lock operation is the latter, and keeps the
     * wait. */
    for (guint i = 0; i < annotations->locks->len; i++) {
        add_lock(classes, annotations->locks->pdata[i]);
        add_apart(classes, annotations->locks->pdata[i]);
    }
    for (guint i = 0; i < annotations->threads->len; i++) {
        add_constants(classes, annotations->threads->pdata[i]);
    }
}

/* Class of the object called @name: an alias of a named class, or a class of its own. */
static QlLockRef object_class(QlLockClasses *classes, const char *name)
{
    g_autofree char *plain = ql_key_plain(name);
    gpointer alias = g_hash_table_lookup(classes->aliases, plain);
    return alias ? GPOINTER_TO_INT(alias) - 1 : class_index(classes, name, FALSE, FALSE);
}

static QlLockRef field_class(QlLockClasses *classes, const QlExpr *expr)
{
    const QlStrings *strings = classes->program->strings;
    g_autofree char *name = g_strdup_printf("%s.%s", ql_strings_get(strings, expr->record),
                                            ql_strings_get(strings, expr->name));
    return object_class(classes, name);
}

/* The function called, or the global pointer called through; 0 if neither. */
static QlSym called_name(const QlLockClasses *classes, const QlFunction *function,
                         const QlEvent *event)
{
    QlExprRef target = ql_expr_follow_local(function->def, event->target);
    const QlExpr *callee = ql_flow_expr(function->def->flow, target);
    switch (callee->kind) {
    case QL_EXPR_GLOBAL: return callee->name;
    case QL_EXPR_FUNCTION: return ql_program_name_of_key(classes->program, callee->name);
    default: return 0;
    }
}

static const Meaning *meaning_of(const QlLockClasses *classes, const QlFunction *function,
                                 const QlEvent *event)
{
    QlSym name = event->kind == QL_EVENT_CALL ? called_name(classes, function, event) : 0;
    return name ? g_hash_table_lookup(classes->meanings, GUINT_TO_POINTER(name)) : NULL;
}

static gboolean is_wrapper(const QlLockClasses *classes, const QlExpr *field)
{
    const QlStrings *strings = classes->program->strings;
    g_autofree char *record = ql_key_plain(ql_strings_get(strings, field->record));
    g_autofree char *name = g_strdup_printf("%s.%s", record, ql_strings_get(strings, field->name));
    return g_hash_table_contains(classes->wrappers, name);
}

/* The assignment to a field of @local for which @wanted holds; NULL: there is none. */
static const QlEvent *find_assignment(const QlLockClasses *classes, const QlFlow *flow,
                                      QlExprRef local,
                                      gboolean (*wanted)(const QlLockClasses *classes,
                                                         const QlFlow *flow, const QlEvent *event))
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        if (event->kind == QL_EVENT_ASSIGN && target->kind == QL_EXPR_FIELD && target->a == local &&
            wanted(classes, flow, event)) {
            return event;
        }
    }
    return NULL;
}

static gboolean keeps_object(const QlLockClasses *classes, const QlFlow *flow, const QlEvent *event)
{
    return is_wrapper(classes, ql_flow_expr(flow, event->target));
}

/* What a local record that stands for a lock was made from; 0 if it is none. */
static QlExprRef wrapped_object(const QlLockClasses *classes, const QlFlow *flow, QlExprRef local)
{
    const QlEvent *event = find_assignment(classes, flow, local, keeps_object);
    return event ? event->value : 0;
}

/* What function @ref, a value, means when called; NULL: nothing. */
static const Meaning *meaning_of_function(const QlLockClasses *classes, const QlFlow *flow,
                                          QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    if (expr->kind == QL_EXPR_ADDR) {
        expr = ql_flow_expr(flow, expr->a);
    }
    if (expr->kind != QL_EXPR_FUNCTION) {
        return NULL;
    }
    QlSym name = ql_program_name_of_key(classes->program, expr->name);
    return g_hash_table_lookup(classes->meanings, GUINT_TO_POINTER(name));
}

static gboolean keeps_operation(const QlLockClasses *classes, const QlFlow *flow,
                                const QlEvent *event)
{
    const Meaning *meaning = meaning_of_function(classes, flow, event->value);
    return meaning && meaning->lock && meaning->lock->family;
}

/* A function that takes a lock and returns a pointer returns that lock, for a guard to keep. */
static QlExprRef returned_lock(const QlLockClasses *classes, const QlFunction *function,
                               const QlExpr *call)
{
    const QlEvent *event = ql_flow_event_by_id(function->def->flow, call->value);
    const Meaning *meaning = event ? meaning_of(classes, function, event) : NULL;
    if (!meaning || meaning->kind != QL_OP_ACQUIRE || meaning->lock_arg < 0) {
        return 0;
    }
    return ql_flow_arg(function->def->flow, event, (guint)meaning->lock_arg);
}

/* A function that @event calls, or NULL if none of that name is defined. */
static const QlFunction *a_callee(const QlLockClasses *classes, const QlFunction *function,
                                  const QlEvent *event)
{
    QlSym name = called_name(classes, function, event);
    const GPtrArray *list = g_hash_table_lookup(classes->program->by_name, GUINT_TO_POINTER(name));
    return list ? list->pdata[0] : NULL;
}

static gboolean is_zero(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    return expr->kind == QL_EXPR_INT && expr->value == 0;
}

/* The parameter that @def returns, if it never returns anything else but 0; -1: none. */
static int returned_parameter(const QlDefinition *def)
{
    int found = -1;
    for (guint i = 0; i < def->flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(def->flow, i);
        if (block->term != QL_TERM_RETURN || is_zero(def->flow, block->cond)) {
            continue;
        }
        int param = ql_expr_parameter(def, block->cond);
        if (param < 0 || (found >= 0 && param != found)) {
            return -1;
        }
        found = param;
    }
    return found;
}

/* A function that returns an argument of its own, or nothing, returns that argument's lock. */
static QlExprRef returned_argument(const QlLockClasses *classes, const QlFunction *function,
                                   const QlExpr *call)
{
    const QlEvent *event = ql_flow_event_by_id(function->def->flow, call->value);
    const QlFunction *callee = event ? a_callee(classes, function, event) : NULL;
    int param = callee ? returned_parameter(callee->def) : -1;
    return param >= 0 ? ql_flow_arg(function->def->flow, event, (guint)param) : 0;
}

/* What @call gives back as one of its arguments. */
static QlExprRef follow_call(const QlLockClasses *classes, const QlFunction *function,
                             const QlExpr *call)
{
    QlExprRef ref = returned_lock(classes, function, call);
    return ref ? ref : returned_argument(classes, function, call);
}

/* The local record that stands for a lock in argument @ref; 0: there is none. */
static QlExprRef wrapper_of(const QlLockClasses *classes, const QlFunction *function, QlExprRef ref)
{
    const QlFlow *flow = function->def->flow;
    for (guint depth = 0; ref && depth < 8; depth++) {
        ref = ql_expr_follow_local(function->def, ref);
        const QlExpr *expr = ql_flow_expr(flow, ref);
        switch (expr->kind) {
        case QL_EXPR_LOCAL: return wrapped_object(classes, flow, ref) ? ref : 0;
        case QL_EXPR_ADDR:
        case QL_EXPR_DEREF: ref = expr->a; break;
        case QL_EXPR_CALL: ref = follow_call(classes, function, expr); break;
        default: return 0;
        }
    }
    return 0;
}

/* The annotations' entry about the object that @event, which means @meaning, works on. */
static const QlLock *lock_of(const QlLockClasses *classes, const Meaning *meaning,
                             const QlFunction *function, const QlEvent *event)
{
    const QlFlow *flow = function->def->flow;
    QlExprRef arg = meaning->lock_arg >= 0 ? ql_flow_arg(flow, event, (guint)meaning->lock_arg) : 0;
    QlExprRef local = wrapper_of(classes, function, arg);
    const QlEvent *made = local ? find_assignment(classes, flow, local, keeps_operation) : NULL;
    return made ? meaning_of_function(classes, flow, made->value)->lock : meaning->lock;
}

QlExprRef ql_lock_classes_object(const QlLockClasses *classes, const QlFunction *function,
                                 QlExprRef ref)
{
    const QlFlow *flow = function->def->flow;
    for (guint depth = 0; depth < 8; depth++) {
        ref = ql_expr_follow_local(function->def, ref);
        const QlExpr *expr = ql_flow_expr(flow, ref);
        switch (expr->kind) {
        case QL_EXPR_FIELD:
        case QL_EXPR_GLOBAL:
        case QL_EXPR_PARAM: return ref;
        case QL_EXPR_ADDR:
        case QL_EXPR_DEREF:
        case QL_EXPR_INDEX: ref = expr->a; break;
        case QL_EXPR_LOCAL: ref = wrapped_object(classes, flow, ref); break;
        case QL_EXPR_CALL: ref = follow_call(classes, function, expr); break;
        default: return 0;
        }
    }
    return 0;
}

QlLockRef ql_lock_classes_of_expr(QlLockClasses *classes, const QlFunction *function, QlExprRef ref)
{
    QlExprRef object = ql_lock_classes_object(classes, function, ref);
    const QlExpr *expr = ql_flow_expr(function->def->flow, object);
    switch (expr->kind) {
    case QL_EXPR_FIELD: return field_class(classes, expr);
    case QL_EXPR_GLOBAL:
        return object_class(classes, ql_strings_get(classes->program->strings, expr->name));
    case QL_EXPR_PARAM: return -1 - (QlLockRef)expr->value;
    default: return QL_LOCK_UNKNOWN;
    }
}

static gboolean applies(const Meaning *meaning, const QlFunction *function, const QlEvent *event)
{
    if (meaning->when_arg < 0) {
        return TRUE;
    }
    QlExprRef ref = ql_flow_arg(function->def->flow, event, (guint)meaning->when_arg);
    const QlExpr *arg = ql_flow_expr(function->def->flow, ref);
    return arg->kind != QL_EXPR_INT || arg->value != 0;
}

static QlLockRef op_lock(QlLockClasses *classes, const Meaning *meaning, const QlFunction *function,
                         const QlEvent *event)
{
    if (meaning->class_index >= 0) {
        return meaning->class_index;
    }
    QlExprRef ref = meaning->lock_arg >= 0
                        ? ql_flow_arg(function->def->flow, event, (guint)meaning->lock_arg)
                        : 0;
    QlLockRef lock = ql_lock_classes_of_expr(classes, function, ref);
    classes->unidentified += lock == QL_LOCK_UNKNOWN;
    return lock;
}

static gboolean returns_pointer(const QlLockClasses *classes, const QlFunction *function,
                                const QlEvent *event)
{
    const QlStrings *strings = classes->program->strings;
    const QlFunction *callee = a_callee(classes, function, event);
    return callee && g_str_has_suffix(ql_strings_get(strings, callee->def->type), "*");
}

/*
 * An object's first operation says what it is, unless that is only a wrapper of locks; any may say
 * that it is recursive.
 */
static void describe_class(const QlLockClasses *classes, QlLockClass *lock_class,
                           const QlLock *lock)
{
    gboolean vague =
        !lock_class->family || g_hash_table_contains(classes->wrapping, lock_class->family);
    if (lock->family && vague && !lock_class->named) {
        lock_class->family = lock->name;
    }
    lock_class->recursive |= lock->recursive;
}

static void user_free(gpointer data)
{
    QlLockUser *user = data;
    g_ptr_array_unref(user->ops);
    g_free(user);
}

/* Functions are classified one after the other. */
static void add_use(QlLockClasses *classes, const QlFunction *function, QlOp *op)
{
    if (g_hash_table_add(classes->with_ops, (gpointer)function)) {
        QlLockUser *user = g_new0(QlLockUser, 1);
        user->function = function;
        user->ops = g_ptr_array_new();
        g_ptr_array_add(classes->users, user);
    }
    QlLockUser *last = classes->users->pdata[classes->users->len - 1];
    g_ptr_array_add(last->ops, op);
}

static void classify(QlLockClasses *classes, const QlFunction *function, const QlEvent *event)
{
    const Meaning *meaning = meaning_of(classes, function, event);
    if (!meaning || !applies(meaning, function, event)) {
        return;
    }
    QlOp op = {.kind = meaning->kind,
               .lock = op_lock(classes, meaning, function, event),
               .wait = meaning->wait,
               .nonzero = meaning->nonzero,
               .necessary = meaning->necessary};
    if (meaning->class_index < 0 && meaning->lock_arg >= 0) {
        op.object = ql_lock_classes_object(
            classes, function, ql_flow_arg(function->def->flow, event, (guint)meaning->lock_arg));
    }
    op.returns_lock = op.kind == QL_OP_ACQUIRE && returns_pointer(classes, function, event);
    op.argument = meaning->lock_arg < 0
                      ? 0
                      : ql_flow_arg(function->def->flow, event, (guint)meaning->lock_arg);
    if (op.lock >= 0 && meaning->lock) {
        describe_class(classes, classes->classes->pdata[op.lock],
                       lock_of(classes, meaning, function, event));
    }
    QlOp *kept = g_memdup2(&op, sizeof op);
    g_hash_table_insert(classes->ops, (gpointer)event, kept);
    add_use(classes, function, kept);
}

QlLockClasses *ql_lock_classes_new(QlProgram *program, const QlAnnotations *annotations)
{
    QlLockClasses *classes = g_new0(QlLockClasses, 1);
    classes->program = program;
    classes->classes = g_ptr_array_new_with_free_func(class_free);
    classes->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    classes->aliases = g_hash_table_new(g_str_hash, g_str_equal);
    classes->wrappers = g_hash_table_new(g_str_hash, g_str_equal);
    classes->wrapping = g_hash_table_new(g_str_hash, g_str_equal);
    classes->meanings = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    classes->constant = g_hash_table_new(NULL, NULL);
    classes->apart = g_hash_table_new(NULL, NULL);
    classes->ops = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    classes->with_ops = g_hash_table_new(NULL, NULL);
    classes->users = g_ptr_array_new_with_free_func(user_free);
    read_annotations(classes, annotations);
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        for (guint k = 0; k < function->def->flow->events->len; k++) {
            const QlEvent *event = &g_array_index(function->def->flow->events, QlEvent, k);
            if (event->kind == QL_EVENT_CALL) {
                classify(classes, function, event);
            }
        }
    }
    return classes;
}

void ql_lock_classes_free(QlLockClasses *classes)
{
    if (!classes) {
        return;
    }
    g_hash_table_destroy(classes->by_name);
    g_ptr_array_unref(classes->classes);
    g_hash_table_destroy(classes->aliases);
    g_hash_table_destroy(classes->wrappers);
    g_hash_table_destroy(classes->wrapping);
    g_hash_table_destroy(classes->meanings);
    g_hash_table_destroy(classes->constant);
    g_hash_table_destroy(classes->apart);
    g_hash_table_destroy(classes->ops);
    g_hash_table_destroy(classes->with_ops);
    g_ptr_array_unref(classes->users);
    g_free(classes);
}

const QlOp *ql_lock_classes_op(const QlLockClasses *classes, const QlEvent *event)
{
    return g_hash_table_lookup(classes->ops, event);
}

gboolean ql_lock_classes_has_ops(const QlLockClasses *classes, const QlFunction *function)
{
    return g_hash_table_contains(classes->with_ops, function);
}

const QlWait *ql_lock_classes_wait(const QlLockClasses *classes, const QlFunction *function,
                                   const QlEvent *event)
{
    const Meaning *meaning = meaning_of(classes, function, event);
    return meaning && applies(meaning, function, event) ? meaning->annotation : NULL;
}

QlSym ql_lock_classes_constant(const QlLockClasses *classes, const QlFunction *function,
                               const QlEvent *event)
{
    QlSym name = called_name(classes, function, event);
    return g_hash_table_contains(classes->constant, GUINT_TO_POINTER(name)) ? name : 0;
}

int ql_lock_classes_apart(const QlLockClasses *classes, const QlFunction *function,
                          const QlEvent *event)
{
    QlSym name = called_name(classes, function, event);
    return GPOINTER_TO_INT(g_hash_table_lookup(classes->apart, GUINT_TO_POINTER(name))) - 1;
}

int ql_lock_classes_find(const QlLockClasses *classes, const char *name)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(classes->by_name, name)) - 1;
}

const QlLockClass *ql_lock_classes_get(const QlLockClasses *classes, guint index)
{
    return classes->classes->pdata[index];
}

guint ql_lock_classes_count(const QlLockClasses *classes)
{
    return classes->classes->len;
}

guint ql_lock_classes_unidentified(const QlLockClasses *classes)
{
    return classes->unidentified;
}

guint ql_lock_classes_ops(const QlLockClasses *classes)
{
    return g_hash_table_size(classes->ops);
}

const GPtrArray *ql_lock_classes_users(const QlLockClasses *classes)
{
    return classes->users;
}

gboolean ql_classes_have(const GArray *list, int lock_class)
{
    for (guint i = 0; i < list->len; i++) {
        if (g_array_index(list, int, i) == lock_class) {
            return TRUE;
        }
    }
    return FALSE;
}
