/* SPDX-License-Identifier: Apache-2.0 */
#include "annotations.h"
#include "sections.h"

G_DEFINE_QUARK(ql - annotate - error - quark, ql_annotate_error)

const char *ql_fork_kind_name(QlForkKind kind)
{
    switch (kind) {
    case QL_FORK_FORK: return "fork";
    case QL_FORK_EXEC: return "exec";
    case QL_FORK_EXIT: return "exit";
    case QL_FORK_ATFORK: return "atfork";
    case QL_FORK_ATFORK_OFF: return "atfork-off";
    case QL_FORK_ALLOCATE: return "allocate";
    case QL_FORK_JOIN: return "join";
    case QL_FORK_RENEW: return "renew";
    }
    return "fork";
}

static void unref_list(GPtrArray *list)
{
    if (list) {
        g_ptr_array_unref(list);
    }
}

void ql_condition_free(gpointer p)
{
    QlCondition *condition = p;
    g_free(condition->name);
    g_free(condition);
}

void ql_lock_op_free(gpointer p)
{
    QlLockOp *op = p;
    g_free(op->function);
    g_free(op);
}

void ql_rule_exception_free(gpointer p)
{
    QlRuleException *exception = p;
    g_strfreev(exception->functions);
    g_strfreev(exception->locks);
    g_free(exception->why);
    g_free(exception);
}

static void lock_free(gpointer p)
{
    QlLock *lock = p;
    g_free(lock->name);
    g_strfreev(lock->objects);
    g_strfreev(lock->wraps);
    g_strfreev(lock->apart);
    unref_list(lock->ops);
    unref_list(lock->when);
    g_free(lock);
}

static void predicate_free(gpointer p)
{
    QlPredicate *predicate = p;
    g_free(predicate->function);
    g_free(predicate->fact);
    unref_list(predicate->when);
    g_free(predicate);
}

static void ender_free(gpointer p)
{
    QlWaitEnder *ender = p;
    g_free(ender->function);
    g_free(ender);
}

GPtrArray *ql_wait_enders_new(void)
{
    return g_ptr_array_new_with_free_func(ender_free);
}

static void wait_free(gpointer p)
{
    QlWait *wait = p;
    g_free(wait->name);
    g_free(wait->function);
    unref_list(wait->enders);
    g_strfreev(wait->until_free);
    unref_list(wait->when);
    g_free(wait);
}

static void thread_free(gpointer p)
{
    QlThread *thread = p;
    g_free(thread->kind);
    g_strfreev(thread->entries);
    g_strfreev(thread->entry_holds);
    g_strfreev(thread->holds);
    g_strfreev(thread->contexts);
    unref_list(thread->when);
    g_free(thread);
}

static void creator_free(gpointer p)
{
    QlThreadCreator *creator = p;
    g_free(creator->function);
    unref_list(creator->when);
    g_free(creator);
}

static void fork_free(gpointer p)
{
    QlForkOp *op = p;
    g_free(op->function);
    unref_list(op->when);
    g_free(op);
}

static void callback_free(gpointer p)
{
    QlCallback *callback = p;
    g_free(callback->function);
    g_free(callback->field);
    g_strfreev(callback->runs_on);
    g_strfreev(callback->holds);
    g_strfreev(callback->started_by);
    unref_list(callback->when);
    g_free(callback);
}

static void type_table_free(gpointer p)
{
    QlTypeTable *table = p;
    g_free(table->name);
    g_free(table->parent);
    g_strfreev(table->class_init);
    unref_list(table->when);
    g_free(table);
}

static void container_free(gpointer p)
{
    QlContainer *container = p;
    g_strfreev(container->add);
    g_strfreev(container->run);
    g_free(container->field);
    unref_list(container->when);
    g_free(container);
}

static void broadcast_free(gpointer p)
{
    QlBroadcast *broadcast = p;
    g_strfreev(broadcast->fields);
    g_free(broadcast->why);
    unref_list(broadcast->when);
    g_free(broadcast);
}

static void maker_free(gpointer p)
{
    QlMaker *maker = p;
    g_free(maker->function);
    g_free(maker->field);
    unref_list(maker->when);
    g_free(maker);
}

static void affinity_free(gpointer p)
{
    QlAffinity *affinity = p;
    g_strfreev(affinity->threads);
    g_strfreev(affinity->under);
    g_strfreev(affinity->records);
    g_strfreev(affinity->calls);
    g_strfreev(affinity->fields);
    g_free(affinity->why);
    g_free(affinity->loses);
    unref_list(affinity->when);
    g_free(affinity);
}

static void gateway_free(gpointer p)
{
    QlGateway *gateway = p;
    g_free(gateway->function);
    g_free(gateway->field);
    g_free(gateway->why);
    g_free(gateway->loses);
    g_strfreev(gateway->unless);
    g_strfreev(gateway->followed_on);
    unref_list(gateway->when);
    g_free(gateway);
}

void ql_grade_free(gpointer p)
{
    QlGrade *grade = p;
    if (grade) {
        g_strfreev(grade->threads);
        g_free(grade->why);
        g_free(grade);
    }
}

static void rule_free(gpointer p)
{
    QlRule *rule = p;
    g_free(rule->id);
    g_free(rule->variant);
    g_free(rule->message);
    g_free(rule->page);
    g_strfreev(rule->holding);
    g_strfreev(rule->holding_any);
    g_strfreev(rule->holding_twice);
    g_strfreev(rule->not_holding);
    g_strfreev(rule->threads);
    g_strfreev(rule->acquire);
    g_strfreev(rule->wait);
    unref_list(rule->grades);
    unref_list(rule->exceptions);
    unref_list(rule->when);
    g_free(rule);
}

static void requirement_free(gpointer p)
{
    QlRequirement *requirement = p;
    g_strfreev(requirement->locks);
    g_strfreev(requirement->calls);
    g_strfreev(requirement->comments);
    g_strfreev(requirement->unless);
    g_strfreev(requirement->instead);
    unref_list(requirement->when);
    g_free(requirement);
}

static void name_use_free(gpointer p)
{
    QlNameUse *use = p;
    g_free(use->name);
    g_free(use->optional);
    g_free(use);
}

static void reference_free(gpointer p)
{
    QlReference *reference = p;
    g_free(reference->name);
    g_free(reference);
}

QlAnnotations *ql_annotations_new(void)
{
    QlAnnotations *annotations = g_new0(QlAnnotations, 1);

    annotations->files = g_ptr_array_new_with_free_func(g_free);
    annotations->locks = g_ptr_array_new_with_free_func(lock_free);
    annotations->predicates = g_ptr_array_new_with_free_func(predicate_free);
    annotations->waits = g_ptr_array_new_with_free_func(wait_free);
    annotations->threads = g_ptr_array_new_with_free_func(thread_free);
    annotations->creators = g_ptr_array_new_with_free_func(creator_free);
    annotations->forks = g_ptr_array_new_with_free_func(fork_free);
    annotations->callbacks = g_ptr_array_new_with_free_func(callback_free);
    annotations->type_tables = g_ptr_array_new_with_free_func(type_table_free);
    annotations->containers = g_ptr_array_new_with_free_func(container_free);
    annotations->makers = g_ptr_array_new_with_free_func(maker_free);
    annotations->broadcasts = g_ptr_array_new_with_free_func(broadcast_free);
    annotations->affinities = g_ptr_array_new_with_free_func(affinity_free);
    annotations->gateways = g_ptr_array_new_with_free_func(gateway_free);
    annotations->required = g_ptr_array_new_with_free_func(requirement_free);
    annotations->rules = g_ptr_array_new_with_free_func(rule_free);
    annotations->names = g_ptr_array_new_with_free_func(name_use_free);
    annotations->references = g_ptr_array_new_with_free_func(reference_free);
    return annotations;
}

void ql_annotations_free(QlAnnotations *annotations)
{
    if (!annotations) {
        return;
    }
    g_ptr_array_unref(annotations->references);
    g_ptr_array_unref(annotations->names);
    g_ptr_array_unref(annotations->rules);
    g_ptr_array_unref(annotations->required);
    g_ptr_array_unref(annotations->gateways);
    g_ptr_array_unref(annotations->affinities);
    g_ptr_array_unref(annotations->makers);
    g_ptr_array_unref(annotations->broadcasts);
    g_ptr_array_unref(annotations->containers);
    g_ptr_array_unref(annotations->type_tables);
    g_ptr_array_unref(annotations->callbacks);
    g_ptr_array_unref(annotations->forks);
    g_ptr_array_unref(annotations->creators);
    g_ptr_array_unref(annotations->threads);
    g_ptr_array_unref(annotations->waits);
    g_ptr_array_unref(annotations->predicates);
    g_ptr_array_unref(annotations->locks);
    g_ptr_array_unref(annotations->files);
    g_free(annotations);
}
