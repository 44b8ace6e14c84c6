/* SPDX-License-Identifier: Apache-2.0 */
#include "engine.h"
#include "process_phase.h"
#include <stdlib.h>

static int compare_classes(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* In ascending order, as a state keeps its predicates. */
static void track(QlEngine *engine, const char *const *names)
{
    for (guint i = 0; names[i] && engine->tracked.n < QL_MAX_TRACKED; i++) {
        int lock_class = ql_lock_classes_find(engine->classes, names[i]);
        if (lock_class >= 0 && ql_tracked_position(&engine->tracked, lock_class) < 0) {
            engine->tracked.classes[engine->tracked.n++] = lock_class;
        }
    }
    qsort(engine->tracked.classes, engine->tracked.n, sizeof(int), compare_classes);
}

static guint count_reached(const QlEngine *engine)
{
    g_autoptr(GHashTable) reached = g_hash_table_new(NULL, NULL);
    const GPtrArray *all = ql_contexts_all(engine->contexts);
    for (guint i = 0; i < all->len; i++) {
        g_hash_table_add(reached, (gpointer)((const QlContext *)all->pdata[i])->function);
    }
    return g_hash_table_size(reached);
}

static void count(QlEngine *engine)
{
    engine->counts = (QlEngineCounts){
        .lock_classes = ql_lock_classes_count(engine->classes),
        .lock_ops = ql_lock_classes_ops(engine->classes),
        .unidentified = ql_lock_classes_unidentified(engine->classes),
        .walked = engine->summaries->walked,
        .with_effect = engine->summaries->with_effect,
        .ambiguous = engine->summaries->ambiguous,
        .bounded = g_hash_table_size(engine->summaries->bounded),
        .roots = engine->program->roots->len,
        .contexts = ql_contexts_all(engine->contexts)->len,
        .doubted = ql_contexts_doubted(engine->contexts),
        .reached = count_reached(engine),
    };
}

QlEngine *ql_engine_new(QlProgram *program, const QlAnnotations *annotations,
                        const char *const *tracked)
{
    QlEngine *engine = g_new0(QlEngine, 1);
    engine->program = program;
    engine->annotations = annotations;
    engine->classes = ql_lock_classes_new(program, annotations);
    engine->summaries = ql_summaries_new(program, engine->classes);
    track(engine, tracked);
    engine->contexts = ql_contexts_explore(program, engine->classes, engine->summaries, annotations,
                                           &engine->tracked);
    count(engine);
    return engine;
}

void ql_engine_free(QlEngine *engine)
{
    if (!engine) {
        return;
    }
    g_clear_pointer(&engine->process, ql_process_free);
    g_clear_pointer(&engine->kept_locks, g_hash_table_unref);
    ql_contexts_free(engine->contexts);
    ql_summaries_free(engine->summaries);
    ql_lock_classes_free(engine->classes);
    g_free(engine);
}
