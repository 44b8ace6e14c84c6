/* SPDX-License-Identifier: Apache-2.0 */
#include "reuse.h"

#include "links.h"
#include "session.h"
#include <string.h>

/* One that is damaged or of another version is of no use, and is replaced. A run can only tell the
 * database apart from a damaged one by reading it all, or by knowing that it is the file written
 * last time. */
static QlBase *read_if_usable(const QlReuse *reuse, const char *path)
{
    gboolean verify = !ql_file_states_trusts(reuse->states, path);

    return g_file_test(path, G_FILE_TEST_EXISTS) ? ql_base_read(path, reuse->meta, verify, NULL)
                                                 : NULL;
}

/* Whether what an unfinished run wrote may have been lost: it is not synced to disk, so only as
 * long as the machine did not go down. Another machine got it from a file system that has it. */
static gboolean is_lost(const QlBase *base)
{
    g_autofree char *session = ql_session();
    const char *its = strchr(base->started, ' ');
    gsize node = strcspn(session, " ") + 1;

    return its && !strncmp(its + 1, session, node) && strcmp(its + 1, session) != 0;
}

/* What an unfinished run left, if it is worth going on with and can be. */
static QlBase *read_part(const QlReuse *reuse)
{
    g_autoptr(QlBase) base = NULL;

    if (ql_replacement_may_write(reuse->file, NULL)) {
        base = read_if_usable(reuse, ql_replacement_path(reuse->file));
    }
    return base && base->tus->len > 0 && !is_lost(base) ? g_steal_pointer(&base) : NULL;
}

static QlPlan *plan_for(const QlReuse *reuse, const QlBase *base)
{
    QlPlan *plan = ql_plan_new(reuse->sources->inputs, reuse->sources->paths);

    if (base) {
        ql_plan_reuse(plan, base, reuse->states, reuse->search);
    }
    return plan;
}

/* Takes over @base, which may be NULL, and @plan, which may point into it. */
static void set_plan(QlReuse *reuse, QlBase *base, QlPlan *plan)
{
    ql_plan_free(reuse->plan);
    ql_base_free(reuse->base);
    reuse->base = base;
    reuse->plan = plan;
}

/* The old index may have more of what is wanted than an unfinished run left: the sources may be
 * what they were before it, or it may have been told to take other TUs. */
static void consider_old(QlReuse *reuse)
{
    g_autoptr(QlBase) old = read_if_usable(reuse, ql_replacement_old(reuse->file));
    g_autoptr(QlPlan) plan = NULL;

    if (!old) {
        return;
    }
    plan = plan_for(reuse, old);
    if (!reuse->base || plan->parse->len < reuse->plan->parse->len) {
        set_plan(reuse, g_steal_pointer(&old), g_steal_pointer(&plan));
        reuse->continues = FALSE;
    }
}

static void choose_base(QlReuse *reuse)
{
    QlBase *part = read_part(reuse);

    reuse->continues = part != NULL;
    set_plan(reuse, part, plan_for(reuse, part));
    if (reuse->plan->parse->len > 0 || !part) {
        consider_old(reuse);
    }
}

static void digest_links(QlReuse *reuse)
{
    g_free(reuse->links);
    reuse->links = ql_links_digest(reuse->sources->selection, reuse->plan);
}

void ql_reuse_init(QlReuse *reuse, const QlSources *sources, const QlReplacement *file,
                   const QlStoreMeta *meta)
{
    g_autofree char *cache = g_strconcat(ql_replacement_old(file), ".stat", NULL);

    *reuse = (QlReuse){.sources = sources, .file = file, .meta = meta};
    reuse->states = ql_file_states_new(sources->paths, cache);
    reuse->search = ql_include_search_new(sources->paths);
    choose_base(reuse);
    digest_links(reuse);
}

void ql_reuse_nothing(QlReuse *reuse)
{
    set_plan(reuse, NULL, plan_for(reuse, NULL));
    reuse->continues = FALSE;
    digest_links(reuse);
}

gboolean ql_reuse_is_up_to_date(const QlReuse *reuse)
{
    const QlBase *base = reuse->base;
    const QlPlan *plan = reuse->plan;

    return base && !reuse->continues && base->summary.state == QL_STORE_COMPLETE &&
           plan->parse->len == 0 && plan->outdated->len == 0 && plan->renamed->len == 0 &&
           g_str_equal(base->links, reuse->links) &&
           g_str_equal(base->shard, reuse->sources->shard);
}

guint ql_reuse_count(const QlReuse *reuse)
{
    return reuse->plan->entries->len - reuse->plan->parse->len;
}

void ql_reuse_clear(QlReuse *reuse)
{
    if (reuse->states) {
        ql_file_states_save(reuse->states);
    }
    ql_plan_free(reuse->plan);
    ql_base_free(reuse->base);
    ql_include_search_free(reuse->search);
    ql_file_states_free(reuse->states);
    g_free(reuse->links);
    *reuse = (QlReuse){0};
}
