/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates the annotations' rules over the engine's results. */
#ifndef QL_RULES_H
#define QL_RULES_H

#include "engine.h"
#include "finding.h"

/**
 * Names of the classes that the rules of @annotations and its callbacks ask about, sorted,
 * NULL-terminated: what the engine has to track. All rules count, so that a rule finds the same
 * alone and with others; only if these are too many, those that @only selects by id (NULL: all).
 * Free with g_strfreev().
 */
char **ql_rules_tracked(const QlAnnotations *annotations, const char *const *only);

/** Whether contexts can tell that many classes apart (QL_MAX_TRACKED). */
gboolean ql_rules_check_tracked(const char *const *tracked, GError **error);

/**
 * Findings of the selected rules of at least @min_severity, in report order (ql_finding_compare).
 * The elements are QlFinding*, owned by the array.
 */
GPtrArray *ql_rules_evaluate(const QlEngine *engine, const char *const *only,
                             QlSeverity min_severity);

/** Whether @rule is about the locks of @lock_class: as ql_rule_is_about(). */
gboolean ql_rules_concern(const QlEngine *engine, const QlRule *rule, int lock_class);

/** The doubt that so many targets, multiplied along a path, leave (ql_hop_doubt()); 0: any. */
guint ql_rules_doubt(guint max_targets);

/** Whether every id of @only names a rule; otherwise @error lists the known ones. */
gboolean ql_rules_check_ids(const QlAnnotations *annotations, const char *const *only,
                            GError **error);

#define QL_RULES_ERROR (ql_rules_error_quark())
GQuark ql_rules_error_quark(void);
enum { QL_RULES_ERROR_UNKNOWN, QL_RULES_ERROR_TOO_MANY };

#endif
