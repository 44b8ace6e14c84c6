/* SPDX-License-Identifier: Apache-2.0 */
#include "print_annotations.h"

static void print_words(FILE *out, const char *what, char **words)
{
    if (words[0]) {
        g_autofree char *joined = g_strjoinv(" ", words);
        fprintf(out, " %s=[%s]", what, joined);
    }
}

static void print_position(FILE *out, const char *what, int position)
{
    if (position >= 0) {
        fprintf(out, " %s=%d", what, position);
    }
}

static void print_condition(FILE *out, const QlCondition *condition)
{
    switch (condition->kind) {
    case QL_CONDITION_EXISTS: fprintf(out, " exists=%s", condition->name); break;
    case QL_CONDITION_ABSENT: fprintf(out, " absent=%s", condition->name); break;
    case QL_CONDITION_PARAMS:
        fprintf(out, " params(%s)=%d", condition->name, condition->count);
        break;
    }
}

/** Ends an entry's line with its conditions. */
static void end_line(FILE *out, const GPtrArray *when)
{
    if (when) {
        fputs(" when", out);
    }
    for (guint i = 0; when && i < when->len; i++) {
        print_condition(out, g_ptr_array_index(when, i));
    }
    fputc('\n', out);
}

static void print_op(FILE *out, const QlLockOp *op)
{
    static const char *const verbs[] = {
        [QL_LOCK_ACQUIRE] = "acquire", [QL_LOCK_RELEASE] = "release",     [QL_LOCK_TRY] = "try",
        [QL_LOCK_HELD] = "held",       [QL_LOCK_COND_WAIT] = "cond-wait",
    };

    fprintf(out, "  %s %s", verbs[op->kind], op->function);
    print_position(out, "lock", op->lock_arg);
    if (op->kind == QL_LOCK_TRY) {
        fprintf(out, " success=%s", op->success_nonzero ? "nonzero" : "zero");
    }
    fputc('\n', out);
}

static void print_lock(FILE *out, gconstpointer entry)
{
    const QlLock *lock = entry;

    fprintf(out, "lock %s %s%s", lock->name, lock->family ? "family" : "class",
            lock->recursive ? " recursive" : "");
    end_line(out, lock->when);
    for (guint i = 0; lock->objects[i]; i++) {
        fprintf(out, "  object %s\n", lock->objects[i]);
    }
    for (guint i = 0; lock->wraps[i]; i++) {
        fprintf(out, "  wraps %s\n", lock->wraps[i]);
    }
    for (guint i = 0; lock->apart[i]; i++) {
        fprintf(out, "  apart-from %s\n", lock->apart[i]);
    }
    for (guint i = 0; i < lock->ops->len; i++) {
        print_op(out, g_ptr_array_index(lock->ops, i));
    }
}

static void print_predicate(FILE *out, gconstpointer entry)
{
    const QlPredicate *predicate = entry;

    fprintf(out, "predicate %s %s %s", predicate->fact, predicate->function,
            predicate->nonzero ? "nonzero" : "zero");
    end_line(out, predicate->when);
}

static void print_wait(FILE *out, gconstpointer entry)
{
    const QlWait *wait = entry;

    fprintf(out, "wait %s %s", wait->name, wait->function);
    print_position(out, "blocking", wait->when_arg);
    print_position(out, "object", wait->object);
    print_words(out, "until-free", wait->until_free);
    fputs(wait->contended ? " contended" : "", out);
    end_line(out, wait->when);
    for (guint i = 0; i < wait->enders->len; i++) {
        const QlWaitEnder *ender = g_ptr_array_index(wait->enders, i);
        fprintf(out, "  ended-by %s object=%d\n", ender->function, ender->object);
    }
}

static void print_thread(FILE *out, gconstpointer entry)
{
    const QlThread *thread = entry;

    fprintf(out, "thread %s%s", thread->kind, thread->parallel ? " parallel" : "");
    print_words(out, "entry", thread->entries);
    print_words(out, "entry-holds", thread->entry_holds);
    print_words(out, "holds", thread->holds);
    print_words(out, "contexts", thread->contexts);
    end_line(out, thread->when);
}

static void print_creator(FILE *out, gconstpointer entry)
{
    const QlThreadCreator *creator = entry;

    fprintf(out, "thread-creator %s", creator->function);
    print_position(out, "entry", creator->entry);
    print_position(out, "opaque", creator->opaque);
    print_position(out, "name", creator->name);
    print_position(out, "object", creator->object);
    end_line(out, creator->when);
}

static void print_fork(FILE *out, gconstpointer entry)
{
    const QlForkOp *op = entry;

    fprintf(out, "%s %s", ql_fork_kind_name(op->kind), op->function);
    print_position(out, "prepare", op->prepare);
    print_position(out, "parent", op->parent);
    print_position(out, "child", op->child);
    end_line(out, op->when);
}

static void print_callback(FILE *out, gconstpointer entry)
{
    const QlCallback *callback = entry;

    if (callback->field) {
        fprintf(out, "callback field %s", callback->field);
    } else {
        fprintf(out, "callback %s%s", callback->function, callback->direct ? " direct" : "");
    }
    print_position(out, "callback", callback->callback);
    print_position(out, "opaque", callback->opaque);
    print_position(out, "context", callback->context);
    print_words(out, "runs-on", callback->runs_on);
    print_words(out, "holds", callback->holds);
    print_words(out, "started-by", callback->started_by);
    fputs(callback->nested ? " nested" : "", out);
    end_line(out, callback->when);
}

static void print_type_table(FILE *out, gconstpointer entry)
{
    const QlTypeTable *table = entry;

    fprintf(out, "type name=%s parent=%s", table->name, table->parent);
    print_words(out, "class-init", table->class_init);
    end_line(out, table->when);
}

static void print_container(FILE *out, gconstpointer entry)
{
    const QlContainer *container = entry;

    fprintf(out, "container calls=%s", container->field);
    end_line(out, container->when);
    for (guint i = 0; container->add[i]; i++) {
        fprintf(out, "  add %s container=%d element=%d\n", container->add[i], container->container,
                container->element);
    }
    for (guint i = 0; container->run[i]; i++) {
        fprintf(out, "  run %s container=%d\n", container->run[i], container->run_container);
    }
}

static void print_maker(FILE *out, gconstpointer entry)
{
    const QlMaker *maker = entry;

    fprintf(out, "maker %s callback=%d calls=%s", maker->function, maker->callback, maker->field);
    end_line(out, maker->when);
}

static void print_broadcast(FILE *out, gconstpointer entry)
{
    const QlBroadcast *broadcast = entry;

    fputs("broadcast", out);
    print_words(out, "fields", broadcast->fields);
    end_line(out, broadcast->when);
    fprintf(out, "  why %s\n", broadcast->why);
}

static void print_affinity(FILE *out, gconstpointer entry)
{
    const QlAffinity *affinity = entry;

    g_autofree char *threads = g_strjoinv(" ", affinity->threads);
    fprintf(out, "affinity %s", threads);
    print_words(out, "under", affinity->under);
    print_words(out, "records", affinity->records);
    print_words(out, "evidence", affinity->calls);
    print_words(out, "fields", affinity->fields);
    end_line(out, affinity->when);
    fprintf(out, "  why %s\n  loses %s\n", affinity->why, affinity->loses);
}

static void print_gateway(FILE *out, gconstpointer entry)
{
    const QlGateway *gateway = entry;

    fprintf(out, "gateway %s %s", gateway->field ? "field" : "call",
            gateway->field ? gateway->field : gateway->function);
    print_words(out, "unless", gateway->unless);
    print_words(out, "followed-on", gateway->followed_on);
    end_line(out, gateway->when);
    fprintf(out, "  why %s\n  loses %s\n", gateway->why, gateway->loses);
}

static void print_texts(FILE *out, const char *name, char **texts)
{
    for (guint i = 0; texts[i]; i++) {
        fprintf(out, "  %s %s\n", name, texts[i]);
    }
}

static void print_requirement(FILE *out, gconstpointer entry)
{
    const QlRequirement *requirement = entry;

    fprintf(out, "requirement %s%s", requirement->without ? "without " : "", requirement->locks[0]);
    print_words(out, "call", requirement->calls);
    print_words(out, "instead", requirement->instead);
    end_line(out, requirement->when);
    print_texts(out, "comment", requirement->comments);
    print_texts(out, "unless", requirement->unless);
}

static void print_exception(FILE *out, const QlRuleException *exception)
{
    fputs("  except", out);
    print_words(out, "through", exception->functions);
    print_words(out, "locks", exception->locks);
    if (exception->lowers) {
        fprintf(out, " severity=%s", ql_severity_name(exception->severity));
    }
    fprintf(out, "\n    why %s\n", exception->why);
}

static void print_grade(FILE *out, const QlGrade *grade)
{
    fprintf(out, "  grade %s", ql_severity_name(grade->severity));
    print_words(out, "threads", grade->threads);
    fprintf(out, " why %s\n", grade->why);
}

static void print_rule(FILE *out, gconstpointer entry)
{
    const QlRule *rule = entry;

    fprintf(out, "rule %s %s", rule->id, ql_severity_name(rule->severity));
    if (rule->variant) {
        fprintf(out, " variant=%s", rule->variant);
    }
    print_words(out, "holding", rule->holding);
    print_words(out, "holding-any", rule->holding_any);
    print_words(out, "holding-twice", rule->holding_twice);
    print_words(out, "not-holding", rule->not_holding);
    print_words(out, "threads", rule->threads);
    print_words(out, "acquire", rule->acquire);
    print_words(out, "wait", rule->wait);
    if (rule->max_targets) {
        fprintf(out, " max-targets=%u", rule->max_targets);
    }
    if (rule->judge != QL_JUDGE_NONE) {
        fprintf(out, " judge=%s", ql_judge_name(rule->judge));
    }
    if (rule->pattern != QL_PATTERN_REACH) {
        fprintf(out, " pattern=%s", ql_pattern_name(rule->pattern));
    }
    end_line(out, rule->when);
    fprintf(out, "  message %s\n  page %s\n", rule->message, rule->page);
    for (guint i = 0; i < rule->grades->len; i++) {
        print_grade(out, g_ptr_array_index(rule->grades, i));
    }
    for (guint i = 0; i < rule->exceptions->len; i++) {
        print_exception(out, g_ptr_array_index(rule->exceptions, i));
    }
}

void ql_annotations_print(const QlAnnotations *annotations, FILE *out)
{
    const struct {
        const GPtrArray *list;
        void (*print)(FILE *out, gconstpointer entry);
    } sections[] = {
        {annotations->locks, print_lock},           {annotations->predicates, print_predicate},
        {annotations->waits, print_wait},           {annotations->threads, print_thread},
        {annotations->creators, print_creator},     {annotations->forks, print_fork},
        {annotations->callbacks, print_callback},   {annotations->type_tables, print_type_table},
        {annotations->containers, print_container}, {annotations->makers, print_maker},
        {annotations->broadcasts, print_broadcast}, {annotations->affinities, print_affinity},
        {annotations->gateways, print_gateway},     {annotations->required, print_requirement},
        {annotations->rules, print_rule},
    };

    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        for (guint j = 0; j < sections[i].list->len; j++) {
            sections[i].print(out, g_ptr_array_index(sections[i].list, j));
        }
    }
}
