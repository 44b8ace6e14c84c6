/* SPDX-License-Identifier: Apache-2.0 */
#include "engine_args.h"

#include "commands.h"
#include "nearest.h"
#include "rules.h"

QlEngine *ql_cli_engine_new(const QlLoaded *loaded, const char *const *only)
{
    g_auto(GStrv) tracked = ql_rules_tracked(loaded->annotations, only);
    GError *error = NULL;

    if (!ql_rules_check_tracked((const char *const *)tracked, &error)) {
        ql_cli_fail(error);
        return NULL;
    }
    return ql_engine_new(loaded->program, loaded->annotations, (const char *const *)tracked);
}

static gboolean is_family(const QlAnnotations *annotations, const char *name)
{
    for (guint i = 0; i < annotations->locks->len; i++) {
        const QlLock *lock = annotations->locks->pdata[i];

        if (lock->family && g_str_equal(lock->name, name)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The class that @name may mean: the same without its file, or the nearest; or NULL. */
static const char *meant_class(const QlLockClasses *classes, const char *name)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();

    for (guint i = 0; i < ql_lock_classes_count(classes); i++) {
        const char *full = ql_lock_classes_get(classes, i)->name;
        g_autofree char *plain = ql_key_plain(full);

        if (g_str_equal(plain, name)) {
            return full;
        }
        g_ptr_array_add(known, (gpointer)full);
    }
    return ql_nearest(name, known);
}

static void print_unknown_lock(const QlAnnotations *annotations, const QlLockClasses *classes,
                               const char *name)
{
    const char *meant = meant_class(classes, name);

    if (is_family(annotations, name)) {
        ql_cli_error("\"%s\" is a family of locks; name one of them by where it is: "
                     "\"Record.field\", \"Record@FILE.field\" if FILE is a .c file, or the "
                     "global variable",
                     name);
        return;
    }
    ql_cli_error("no lock class or fact \"%s\" in the index and the annotations%s%s%s", name,
                 meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

int ql_cli_find_lock(const QlAnnotations *annotations, const QlLockClasses *classes,
                     const char *name)
{
    int lock_class = ql_lock_classes_find(classes, name);

    if (lock_class < 0) {
        print_unknown_lock(annotations, classes, name);
    }
    return lock_class;
}

gboolean ql_cli_format_is_valid(const char *format)
{
    if (!format || g_str_equal(format, "text") || g_str_equal(format, "json")) {
        return TRUE;
    }
    ql_cli_error("--format %s: must be text or json", format);
    return FALSE;
}
