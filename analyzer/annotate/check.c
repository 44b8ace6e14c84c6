/* SPDX-License-Identifier: Apache-2.0 */
/* What only the whole set shows: undeclared words, and entries that contradict each other. */
#include "annotations.h"
#include "nearest.h"
#include "yaml_reader.h"

/* ---- references ---- */

/** The words that @kind of reference may name. */
static GPtrArray *declared_words(const QlAnnotations *annotations, QlReferenceKind kind)
{
    GPtrArray *words = g_ptr_array_new();

    if (kind == QL_REFERENCE_LOCK || kind == QL_REFERENCE_LOCK_OR_FACT) {
        for (guint i = 0; i < annotations->locks->len; i++) {
            g_ptr_array_add(words, ((QlLock *)g_ptr_array_index(annotations->locks, i))->name);
        }
    }
    if (kind == QL_REFERENCE_LOCK_OR_FACT) {
        for (guint i = 0; i < annotations->predicates->len; i++) {
            const QlPredicate *predicate = g_ptr_array_index(annotations->predicates, i);
            g_ptr_array_add(words, predicate->fact);
        }
    }
    for (guint i = 0; kind == QL_REFERENCE_WAIT && i < annotations->waits->len; i++) {
        g_ptr_array_add(words, ((QlWait *)g_ptr_array_index(annotations->waits, i))->name);
    }
    for (guint i = 0; kind == QL_REFERENCE_THREAD && i < annotations->threads->len; i++) {
        g_ptr_array_add(words, ((QlThread *)g_ptr_array_index(annotations->threads, i))->kind);
    }
    if (kind == QL_REFERENCE_THREAD) {
        g_ptr_array_add(words, (gpointer)QL_UNKNOWN_THREAD);
    }
    return words;
}

static const char *reference_what(QlReferenceKind kind)
{
    switch (kind) {
    case QL_REFERENCE_LOCK: return "lock class";
    case QL_REFERENCE_LOCK_OR_FACT: return "lock class or fact";
    case QL_REFERENCE_WAIT: return "wait";
    case QL_REFERENCE_THREAD: return "thread kind";
    }
    return "word";
}

/** The distinct ones of @words, in their order. */
static GPtrArray *distinct(const GPtrArray *words)
{
    GPtrArray *result = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < words->len; i++) {
        if (g_hash_table_add(seen, g_ptr_array_index(words, i))) {
            g_ptr_array_add(result, g_ptr_array_index(words, i));
        }
    }
    return result;
}

static gboolean undeclared(const QlReference *reference, const GPtrArray *declared, GError **error)
{
    g_autofree char *hint = ql_nearest_hint(reference->name, declared);

    return ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, &reference->at,
                             "no entry declares %s \"%s\"; %s", reference_what(reference->kind),
                             reference->name, hint);
}

static gboolean check_references_of(const QlAnnotations *annotations, QlReferenceKind kind,
                                    GError **error)
{
    g_autoptr(GPtrArray) words = declared_words(annotations, kind);
    g_autoptr(GPtrArray) declared = distinct(words);

    for (guint i = 0; i < annotations->references->len; i++) {
        const QlReference *reference = g_ptr_array_index(annotations->references, i);
        if (reference->kind == kind &&
            !g_ptr_array_find_with_equal_func(declared, reference->name, g_str_equal, NULL)) {
            return undeclared(reference, declared, error);
        }
    }
    return TRUE;
}

static gboolean check_references(const QlAnnotations *annotations, GError **error)
{
    for (QlReferenceKind kind = QL_REFERENCE_LOCK; kind <= QL_REFERENCE_THREAD; kind++) {
        if (!check_references_of(annotations, kind, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* ---- contradictions ---- */

/*
 * Statements about one subject are filed under a key that names it; two with the same key must say
 * the same.
 */
typedef struct Statement {
    char *says;
    QlPosition at;
} Statement;

static void statement_free(gpointer p)
{
    Statement *statement = p;
    g_free(statement->says);
    g_free(statement);
}

/** Files that @subject is what @says says, taking both strings. FALSE if another entry differs. */
static gboolean state(GHashTable *statements, char *subject, char *says, const QlPosition *at,
                      GError **error)
{
    const Statement *before = g_hash_table_lookup(statements, subject);
    gboolean ok = !before || g_str_equal(before->says, says);

    if (!ok) {
        ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, at,
                          "%s: %s here, but %s at %s:%u:%u; remove one, or give both a \"when\"",
                          subject, says, before->says, before->at.file, before->at.line,
                          before->at.column);
    }
    if (before) {
        g_free(subject);
        g_free(says);
        return ok;
    }
    Statement *statement = g_new0(Statement, 1);
    statement->says = says;
    statement->at = *at;
    g_hash_table_insert(statements, subject, statement);
    return TRUE;
}

static char *join(char **words)
{
    g_autofree char *joined = g_strjoinv(" ", words);
    return g_strdup_printf("[%s]", joined);
}

static const char *const op_verbs[] = {
    [QL_LOCK_ACQUIRE] = "acquire", [QL_LOCK_RELEASE] = "release",     [QL_LOCK_TRY] = "try",
    [QL_LOCK_HELD] = "held",       [QL_LOCK_COND_WAIT] = "cond-wait",
};

/** A function does one thing to a class, and belongs to one family. */
static gboolean state_op(GHashTable *statements, const QlLock *lock, const QlLockOp *op,
                         GError **error)
{
    const char *success = op->success_nonzero ? "nonzero" : "zero";
    char *subject = lock->family ? g_strdup(op->function)
                                 : g_strdup_printf("%s on %s", op->function, lock->name);
    char *says = g_strdup_printf("%s%s%s, lock %d%s%s", op_verbs[op->kind],
                                 lock->family ? " of family " : "", lock->family ? lock->name : "",
                                 op->lock_arg, op->kind == QL_LOCK_TRY ? ", success " : "",
                                 op->kind == QL_LOCK_TRY ? success : "");

    return state(statements, subject, says, &op->at, error);
}

static gboolean state_lock(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlLock *lock = entry;

    if (lock->when) {
        return TRUE;
    }
    if (!state(statements, g_strdup_printf("lock %s", lock->name),
               g_strdup(lock->family ? "a family" : "a class"), &lock->at, error)) {
        return FALSE;
    }
    for (guint i = 0; i < lock->ops->len; i++) {
        if (!state_op(statements, lock, g_ptr_array_index(lock->ops, i), error)) {
            return FALSE;
        }
    }
    for (guint i = 0; lock->objects[i]; i++) {
        if (!state(statements, g_strdup_printf("object %s", lock->objects[i]),
                   g_strdup_printf("lock %s", lock->name), &lock->at, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean state_predicate(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlPredicate *predicate = entry;

    return predicate->when ||
           state(statements, g_strdup_printf("fact %s by %s", predicate->fact, predicate->function),
                 g_strdup(predicate->nonzero ? "nonzero" : "zero"), &predicate->at, error);
}

static gboolean state_wait(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlWait *wait = entry;

    return wait->when || state(statements, g_strdup_printf("wait by %s", wait->function),
                               g_strdup_printf("%s, blocking %d%s", wait->name, wait->when_arg,
                                               wait->contended ? ", contended" : ""),
                               &wait->at, error);
}

static gboolean state_thread(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlThread *thread = entry;

    if (thread->when) {
        return TRUE;
    }
    for (guint i = 0; thread->entries[i]; i++) {
        if (!state(statements, g_strdup_printf("thread entry %s", thread->entries[i]),
                   g_strdup_printf("kind %s", thread->kind), &thread->at, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; thread->contexts[i]; i++) {
        if (!state(statements, g_strdup_printf("context by %s", thread->contexts[i]),
                   g_strdup_printf("kind %s", thread->kind), &thread->at, error)) {
            return FALSE;
        }
    }
    if (thread->holds[0] && !state(statements, g_strdup_printf("holds of %s", thread->kind),
                                   join(thread->holds), &thread->at, error)) {
        return FALSE;
    }
    return !thread->entry_holds[0] ||
           state(statements, g_strdup_printf("entry-holds of %s", thread->kind),
                 join(thread->entry_holds), &thread->at, error);
}

static gboolean state_creator(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlThreadCreator *creator = entry;

    return creator->when ||
           state(statements, g_strdup_printf("thread creation by %s", creator->function),
                 g_strdup_printf("entry %d, opaque %d, name %d, object %d", creator->entry,
                                 creator->opaque, creator->name, creator->object),
                 &creator->at, error);
}

static gboolean state_fork(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlForkOp *op = entry;

    return op->when ||
           state(statements, g_strdup_printf("what %s does", op->function),
                 g_strdup_printf("%s, prepare %d, parent %d, child %d", ql_fork_kind_name(op->kind),
                                 op->prepare, op->parent, op->child),
                 &op->at, error);
}

static char *callback_subject(const QlCallback *callback)
{
    return callback->field
               ? g_strdup_printf("callback in %s", callback->field)
               : g_strdup_printf("callback %d of %s", callback->callback, callback->function);
}

static gboolean state_callback(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlCallback *callback = entry;

    if (callback->when) {
        return TRUE;
    }
    g_autofree char *runs_on = join(callback->runs_on);
    g_autofree char *holds = join(callback->holds);
    return state(statements, callback_subject(callback),
                 g_strdup_printf("opaque %d, context %d, runs-on %s, holds %s%s%s",
                                 callback->opaque, callback->context, runs_on, holds,
                                 callback->direct ? ", direct" : "",
                                 callback->nested ? ", nested" : ""),
                 &callback->at, error);
}

static gboolean state_type_table(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlTypeTable *table = entry;

    if (table->when) {
        return TRUE;
    }
    g_autofree char *inits = join(table->class_init);
    return state(statements, g_strdup_printf("types by %s", table->name),
                 g_strdup_printf("parent %s, class-init %s", table->parent, inits), &table->at,
                 error);
}

static gboolean state_container(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlContainer *container = entry;

    for (guint i = 0; !container->when && container->add[i]; i++) {
        if (!state(statements, g_strdup_printf("addition by %s", container->add[i]),
                   g_strdup_printf("container %d, element %d, calls %s", container->container,
                                   container->element, container->field),
                   &container->at, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; !container->when && container->run[i]; i++) {
        if (!state(statements, g_strdup_printf("run by %s", container->run[i]),
                   g_strdup_printf("container %d, calls %s", container->run_container,
                                   container->field),
                   &container->at, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean state_maker(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlMaker *maker = entry;

    return maker->when ||
           state(statements, g_strdup_printf("%s made by %s", maker->field, maker->function),
                 g_strdup_printf("callback %d", maker->callback), &maker->at, error);
}

/* Two entries for one kind would each have to be obeyed: what is evidence for one is none for the
 * other. */
static gboolean state_folders(GHashTable *statements, const QlAffinity *affinity,
                              const char *thread, GError **error)
{
    for (char **folder = affinity->under; *folder; folder++) {
        if (!state(statements, g_strdup_printf("affinity of %s for %s", *folder, thread),
                   g_strdup_printf("described at %s:%u", affinity->at.file, affinity->at.line),
                   &affinity->at, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean state_affinity(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlAffinity *affinity = entry;

    for (char **thread = affinity->threads; !affinity->when && *thread; thread++) {
        if (!state_folders(statements, affinity, *thread, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Each variant of a rule is one entry: two are a mistake even if they say the same. */
static gboolean state_rule(GHashTable *statements, gconstpointer entry, GError **error)
{
    const QlRule *rule = entry;

    return rule->when ||
           state(statements,
                 g_strdup_printf("rule %s%s%s", rule->id, rule->variant ? " variant " : "",
                                 rule->variant ? rule->variant : ""),
                 g_strdup_printf("defined at %s:%u", rule->at.file, rule->at.line), &rule->at,
                 error);
}

gboolean ql_annotations_check(const QlAnnotations *annotations, GError **error)
{
    const struct {
        const GPtrArray *list;
        gboolean (*state)(GHashTable *statements, gconstpointer entry, GError **error);
    } sections[] = {
        {annotations->locks, state_lock},           {annotations->predicates, state_predicate},
        {annotations->waits, state_wait},           {annotations->threads, state_thread},
        {annotations->creators, state_creator},     {annotations->forks, state_fork},
        {annotations->callbacks, state_callback},   {annotations->type_tables, state_type_table},
        {annotations->containers, state_container}, {annotations->makers, state_maker},
        {annotations->affinities, state_affinity},  {annotations->rules, state_rule},
    };
    g_autoptr(GHashTable) statements =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, statement_free);

    if (!check_references(annotations, error)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        for (guint j = 0; j < sections[i].list->len; j++) {
            if (!sections[i].state(statements, g_ptr_array_index(sections[i].list, j), error)) {
                return FALSE;
            }
        }
    }
    return TRUE;
}
