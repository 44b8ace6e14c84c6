/* SPDX-License-Identifier: Apache-2.0 */
/* Section "rules". */
#include "sections.h"
#include <string.h>

typedef struct RuleDraft {
    QlDraft common;
    const char *id;
    const char *variant;
    int severity; /* QlSeverity */
    const char *message;
    const char *page;
    int pattern;        /* QlPattern */
    int judge;          /* QlJudge */
    GPtrArray *holding; /* yaml_node_t*, as all that follow */
    GPtrArray *holding_any;
    GPtrArray *holding_twice;
    GPtrArray *not_holding;
    int max_targets;
    GPtrArray *threads;
    GPtrArray *acquire;
    GPtrArray *wait;
    GPtrArray *grades;     /* GradeDraft* */
    GPtrArray *exceptions; /* ExceptionDraft* */
} RuleDraft;

typedef struct GradeDraft {
    GPtrArray *threads;
    int severity;
    const char *why;
    QlPosition at;
} GradeDraft;

typedef struct ExceptionDraft {
    QlDraft common;
    GPtrArray *through; /* QlNamed* */
    GPtrArray *locks;
    int severity; /* QlSeverity; -1: none is given */
    const char *why;
    QlPosition at;
} ExceptionDraft;

static gboolean set_severity(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                             gpointer target, GError **error)
{
    static const char *const names[] = {
        [QL_SEVERITY_NOTE] = "note",
        [QL_SEVERITY_WARNING] = "warning",
        [QL_SEVERITY_ERROR] = "error",
    };

    for (guint i = 0; value->type == YAML_SCALAR_NODE && i < G_N_ELEMENTS(names); i++) {
        if (g_str_equal(ql_node_text(value), names[i])) {
            G_STRUCT_MEMBER(int, target, key->offset) = (int)i;
            return TRUE;
        }
    }
    return ql_node_error(reader, value, error, "\"%s\" takes error, warning or note", key->name);
}

/** A message's only placeholders are %h, %v and %%. */
static gboolean set_message(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                            gpointer target, GError **error)
{
    if (!ql_set_text(reader, key, value, target, error)) {
        return FALSE;
    }
    for (const char *p = strchr(ql_node_text(value), '%'); p; p = strchr(p + 2, '%')) {
        if (!p[1] || !strchr("hvlwt%", p[1])) {
            return ql_node_error(reader, value, error,
                                 "\"%s\" has a '%%' that is not %%h (the holder), %%v (the "
                                 "violating function), %%l (the lock held), %%w (what is "
                                 "forbidden), %%t (the thread kind) or %%%%; correct it",
                                 key->name);
        }
    }
    return TRUE;
}

static const QlKey exception_keys[] = {
    {.name = "through",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(ExceptionDraft, through),
     .required = TRUE,
     .sub = ql_plain_name_keys},
    {.name = "locks", .set = ql_set_words, .offset = G_STRUCT_OFFSET(ExceptionDraft, locks)},
    {.name = "severity", .set = set_severity, .offset = G_STRUCT_OFFSET(ExceptionDraft, severity)},
    {.name = "why",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(ExceptionDraft, why),
     .required = TRUE},
    {.name = "optional",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(ExceptionDraft, common.optional)},
    {.name = NULL},
};

static gboolean add_exception(QlReader *reader, const yaml_node_t *node, GPtrArray *list,
                              GError **error)
{
    ExceptionDraft *draft = g_new0(ExceptionDraft, 1);

    g_ptr_array_add(list, draft);
    draft->severity = -1;
    draft->at = ql_node_position(reader, node);
    return ql_read_mapping(reader, node, "exception", exception_keys, draft, error);
}

typedef gboolean (*AddItem)(QlReader *reader, const yaml_node_t *node, GPtrArray *list,
                            GError **error);

/* A list of mappings, each of which @add reads; @like is what one looks like. */
static gboolean set_items(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                          gpointer target, AddItem add, const char *like, GError **error)
{
    GPtrArray *list = ql_reader_list(reader, g_free);

    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    if (value->type != YAML_SEQUENCE_NODE) {
        return ql_node_error(reader, value, error, "\"%s\" is no list; write %s items", key->name,
                             like);
    }
    for (const yaml_node_item_t *item = value->data.sequence.items.start;
         item < value->data.sequence.items.top; item++) {
        if (!add(reader, yaml_document_get_node(reader->document, *item), list, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean set_exceptions(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                               gpointer target, GError **error)
{
    return set_items(reader, key, value, target, add_exception, "\"- through: […]\"", error);
}

static const QlKey grade_keys[] = {
    {.name = "threads",
     .set = ql_set_words,
     .offset = G_STRUCT_OFFSET(GradeDraft, threads),
     .required = TRUE},
    {.name = "severity",
     .set = set_severity,
     .offset = G_STRUCT_OFFSET(GradeDraft, severity),
     .required = TRUE},
    {.name = "why",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(GradeDraft, why),
     .required = TRUE},
    {.name = NULL},
};

static gboolean add_grade(QlReader *reader, const yaml_node_t *node, GPtrArray *list,
                          GError **error)
{
    GradeDraft *draft = g_new0(GradeDraft, 1);

    g_ptr_array_add(list, draft);
    draft->at = ql_node_position(reader, node);
    return ql_read_mapping(reader, node, "grade", grade_keys, draft, error);
}

static gboolean set_grades(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                           gpointer target, GError **error)
{
    return set_items(reader, key, value, target, add_grade, "\"- {threads: …, severity: …}\"",
                     error);
}

static const char *const pattern_names[] = {
    [QL_PATTERN_REACH] = "reach",
    [QL_PATTERN_CYCLE] = "cycle",
    [QL_PATTERN_REACQUIRE] = "reacquire",
    [QL_PATTERN_MISSING_UNLOCK] = "missing-unlock",
    [QL_PATTERN_UNHELD_UNLOCK] = "unheld-unlock",
    [QL_PATTERN_UNMET_REQUIREMENT] = "unmet-requirement",
    [QL_PATTERN_THREAD_AT_FORK] = "thread-at-fork",
    [QL_PATTERN_ALLOCATION_AT_FORK] = "allocation-at-fork",
    [QL_PATTERN_LOCK_AT_FORK] = "lock-at-fork",
};

const char *ql_pattern_name(QlPattern pattern)
{
    return pattern_names[pattern];
}

static gboolean set_pattern(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                            gpointer target, GError **error)
{
    for (guint i = 1; value->type == YAML_SCALAR_NODE && i <= QL_PATTERN_LAST; i++) {
        if (g_str_equal(ql_node_text(value), pattern_names[i])) {
            G_STRUCT_MEMBER(int, target, key->offset) = (int)i;
            return TRUE;
        }
    }
    g_autofree char *known = g_strjoinv(", ", (char **)pattern_names + 1);
    return ql_node_error(reader, value, error, "\"%s\" takes one of %s", key->name, known);
}

static const char *const judge_names[] = {
    [QL_JUDGE_NONE] = "none",
    [QL_JUDGE_PARTNER] = "partner",
    [QL_JUDGE_NESTED] = "nested-poll",
};

const char *ql_judge_name(QlJudge judge)
{
    return judge_names[judge];
}

static gboolean set_judge(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                          gpointer target, GError **error)
{
    for (guint i = 1; value->type == YAML_SCALAR_NODE && i <= QL_JUDGE_LAST; i++) {
        if (g_str_equal(ql_node_text(value), judge_names[i])) {
            G_STRUCT_MEMBER(int, target, key->offset) = (int)i;
            return TRUE;
        }
    }
    return ql_node_error(reader, value, error, "\"%s\" takes partner or nested-poll", key->name);
}

static const QlKey rule_when_keys[] = {
    {.name = "holding", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RuleDraft, holding)},
    {.name = "holding-any", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RuleDraft, holding_any)},
    {.name = "holding-twice",
     .set = ql_set_words,
     .offset = G_STRUCT_OFFSET(RuleDraft, holding_twice)},
    {.name = "not-holding", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RuleDraft, not_holding)},
    {.name = "threads", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RuleDraft, threads)},
    {.name = "max-targets", .set = ql_set_count, .offset = G_STRUCT_OFFSET(RuleDraft, max_targets)},
    QL_WHEN_KEYS,
    {.name = NULL},
};

static const QlKey forbid_keys[] = {
    {.name = "acquire", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RuleDraft, acquire)},
    {.name = "wait", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RuleDraft, wait)},
    {.name = "pattern", .set = set_pattern, .offset = G_STRUCT_OFFSET(RuleDraft, pattern)},
    {.name = NULL},
};

static const QlKey rule_keys[] = {
    {.name = "id", .set = ql_set_word, .offset = G_STRUCT_OFFSET(RuleDraft, id), .required = TRUE},
    {.name = "variant", .set = ql_set_word, .offset = G_STRUCT_OFFSET(RuleDraft, variant)},
    {.name = "severity",
     .set = set_severity,
     .offset = G_STRUCT_OFFSET(RuleDraft, severity),
     .required = TRUE},
    {.name = "message",
     .set = set_message,
     .offset = G_STRUCT_OFFSET(RuleDraft, message),
     .required = TRUE},
    {.name = "page",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(RuleDraft, page),
     .required = TRUE},
    {.name = "when", .set = ql_set_mapping, .sub = rule_when_keys},
    {.name = "forbid", .set = ql_set_mapping, .required = TRUE, .sub = forbid_keys},
    {.name = "judge", .set = set_judge, .offset = G_STRUCT_OFFSET(RuleDraft, judge)},
    {.name = "grades", .set = set_grades, .offset = G_STRUCT_OFFSET(RuleDraft, grades)},
    {.name = "except", .set = set_exceptions, .offset = G_STRUCT_OFFSET(RuleDraft, exceptions)},
    {.name = NULL},
};

static gboolean is_empty(const GPtrArray *list)
{
    return !list || list->len == 0;
}

static gboolean has_condition(const RuleDraft *draft)
{
    return !is_empty(draft->holding) || !is_empty(draft->holding_any) ||
           !is_empty(draft->holding_twice) || !is_empty(draft->not_holding) ||
           !is_empty(draft->threads);
}

static gboolean check_rule(QlReader *reader, const yaml_node_t *node, const RuleDraft *draft,
                           GError **error)
{
    gboolean reach = !is_empty(draft->acquire) || !is_empty(draft->wait);

    if (reach && draft->pattern != QL_PATTERN_REACH) {
        return ql_node_error(reader, node, error,
                             "rule \"%s\" forbids a \"pattern\" besides \"acquire\" or \"wait\"; "
                             "keep one, or make two variants of the rule",
                             draft->id);
    }
    if (!reach && draft->pattern == QL_PATTERN_REACH) {
        return ql_node_error(reader, node, error,
                             "rule \"%s\" forbids nothing; give \"acquire\", \"wait\" or "
                             "\"pattern\" under \"forbid\"",
                             draft->id);
    }
    if (draft->judge != QL_JUDGE_NONE && is_empty(draft->wait)) {
        return ql_node_error(reader, node, error,
                             "rule \"%s\" has a \"judge\" but forbids no \"wait\"; remove it",
                             draft->id);
    }
    if (reach && !has_condition(draft)) {
        return ql_node_error(reader, node, error,
                             "rule \"%s\" applies always; give \"holding\", \"holding-any\", "
                             "\"holding-twice\", \"not-holding\" or \"threads\" under "
                             "\"when\"",
                             draft->id);
    }
    return TRUE;
}

static void add_exceptions(QlReader *reader, const RuleDraft *draft, QlRule *rule)
{
    rule->exceptions = g_ptr_array_new_with_free_func(ql_rule_exception_free);
    for (guint i = 0; draft->exceptions && i < draft->exceptions->len; i++) {
        const ExceptionDraft *from = g_ptr_array_index(draft->exceptions, i);
        QlRuleException *exception = g_new0(QlRuleException, 1);
        exception->functions = ql_emit_names(reader, &from->common, from->through, rule);
        exception->locks = ql_emit_words(reader, from->locks, QL_REFERENCE_LOCK, rule);
        exception->lowers = from->severity >= 0;
        exception->severity = exception->lowers ? (QlSeverity)from->severity : QL_SEVERITY_NOTE;
        exception->why = g_strdup(from->why);
        exception->at = from->at;
        g_ptr_array_add(rule->exceptions, exception);
    }
}

static void add_grades(QlReader *reader, const RuleDraft *draft, QlRule *rule)
{
    rule->grades = g_ptr_array_new_with_free_func(ql_grade_free);
    for (guint i = 0; draft->grades && i < draft->grades->len; i++) {
        const GradeDraft *from = g_ptr_array_index(draft->grades, i);
        QlGrade *grade = g_new0(QlGrade, 1);
        grade->threads = ql_emit_words(reader, from->threads, QL_REFERENCE_THREAD, rule);
        grade->severity = (QlSeverity)from->severity;
        grade->why = g_strdup(from->why);
        grade->at = from->at;
        g_ptr_array_add(rule->grades, grade);
    }
}

gboolean ql_read_rule(QlReader *reader, const yaml_node_t *node, GError **error)
{
    RuleDraft draft = {.id = NULL};

    if (!ql_read_mapping(reader, node, "rule entry", rule_keys, &draft, error) ||
        !check_rule(reader, node, &draft, error)) {
        return FALSE;
    }
    QlRule *rule = g_new0(QlRule, 1);
    rule->id = g_strdup(draft.id);
    rule->variant = g_strdup(draft.variant);
    rule->severity = (QlSeverity)draft.severity;
    rule->pattern = (QlPattern)draft.pattern;
    rule->judge = (QlJudge)draft.judge;
    rule->message = g_strdup(draft.message);
    rule->page = g_strdup(draft.page);
    rule->holding = ql_emit_words(reader, draft.holding, QL_REFERENCE_LOCK_OR_FACT, rule);
    rule->holding_any = ql_emit_words(reader, draft.holding_any, QL_REFERENCE_LOCK, rule);
    rule->holding_twice = ql_emit_words(reader, draft.holding_twice, QL_REFERENCE_LOCK, rule);
    rule->not_holding = ql_emit_words(reader, draft.not_holding, QL_REFERENCE_LOCK_OR_FACT, rule);
    rule->threads = ql_emit_words(reader, draft.threads, QL_REFERENCE_THREAD, rule);
    rule->max_targets = (guint)draft.max_targets;
    rule->acquire = ql_emit_words(reader, draft.acquire, QL_REFERENCE_LOCK, rule);
    rule->wait = ql_emit_words(reader, draft.wait, QL_REFERENCE_WAIT, rule);
    add_grades(reader, &draft, rule);
    add_exceptions(reader, &draft, rule);
    rule->when = ql_emit_when(&draft.common);
    rule->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->rules, rule);
    return TRUE;
}
