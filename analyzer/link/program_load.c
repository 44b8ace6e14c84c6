/* SPDX-License-Identifier: Apache-2.0 */
#include "program_load.h"

/* Where the TUs of one executable hold a definition. */
typedef struct Holder {
    GArray *tus;      /* gint64 */
    gboolean archive; /* only as a member of an archive */
} Holder;

typedef struct Loader {
    QlProgram *program;
    GHashTable *holders; /* definition id -> Holder */
    GHashTable *weak;    /* set of QlFunction*: only from an archive, or declared weak */
    GError *error;
} Loader;

static void holder_free(gpointer data)
{
    Holder *holder = data;
    if (holder->tus) {
        g_array_unref(holder->tus);
    }
    g_free(holder);
}

static Holder *holder_of(Loader *loader, gint64 id)
{
    Holder *holder = g_hash_table_lookup(loader->holders, &id);
    if (!holder) {
        holder = g_new0(Holder, 1);
        holder->tus = g_array_new(FALSE, FALSE, sizeof(gint64));
        holder->archive = TRUE;
        g_hash_table_insert(loader->holders, g_memdup2(&id, sizeof id), holder);
    }
    return holder;
}

static gboolean note_tu(const QlStoredTu *tu, gpointer user)
{
    Loader *loader = user;
    for (guint i = 0; i < tu->n_definitions; i++) {
        Holder *holder = holder_of(loader, tu->definitions[i]);
        holder->archive = holder->archive && tu->archive;
        g_array_append_val(holder->tus, tu->id);
    }
    return TRUE;
}

static void table_add(GHashTable *table, QlSym sym, QlFunction *function)
{
    GPtrArray *list = g_hash_table_lookup(table, GUINT_TO_POINTER(sym));
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, GUINT_TO_POINTER(sym), list);
    }
    g_ptr_array_add(list, function);
}

static int compare_id(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a;
    gint64 y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

static void add_function(Loader *loader, QlDefinition *def, const Holder *holder)
{
    QlFunction *function = g_new0(QlFunction, 1);
    function->def = def;
    function->calls = g_ptr_array_new_with_free_func(g_free);
    function->callers = g_ptr_array_new();
    function->unfollowed = g_ptr_array_new_with_free_func(g_free);
    g_array_sort(holder->tus, compare_id);
    function->tus = g_array_ref(holder->tus);
    if (holder->archive || (def->flags & QL_DEF_WEAK)) {
        g_hash_table_add(loader->weak, function);
    }
    table_add(loader->program->by_key, def->key, function);
}

static void add_definition(Loader *loader, QlDefinition *def, const Holder *holder)
{
    QlProgram *program = loader->program;
    switch (def->kind) {
    case QL_DEF_FUNCTION: add_function(loader, def, holder); break;
    case QL_DEF_VARIABLE: g_ptr_array_add(program->variables, def); break;
    default: g_hash_table_insert(program->declared, GUINT_TO_POINTER(def->key), def); break;
    }
}

static gboolean load_definition(const QlStoredDefinition *stored, gpointer user)
{
    Loader *loader = user;
    const Holder *holder = g_hash_table_lookup(loader->holders, &stored->id);
    if (!holder) {
        return TRUE;
    }
    QlDefinition *def =
        ql_definition_decode(stored->data, stored->len, loader->program->strings, &loader->error);
    if (!def) {
        return FALSE;
    }
    add_definition(loader, def, holder);
    return TRUE;
}

/* A linker takes an archive member or a weak symbol only where no other definition exists. */
static void drop_overridden(Loader *loader, GPtrArray *list)
{
    guint strong = 0;
    for (guint i = 0; i < list->len; i++) {
        strong += !g_hash_table_contains(loader->weak, list->pdata[i]);
    }
    if (!strong || strong == list->len) {
        return;
    }
    guint kept = 0;
    for (guint i = 0; i < list->len; i++) {
        QlFunction *function = list->pdata[i];
        if (g_hash_table_contains(loader->weak, function)) {
            ql_function_free(function);
        } else {
            list->pdata[kept++] = function;
        }
    }
    g_ptr_array_set_size(list, (int)kept);
}

static void count_several(QlProgram *program, const GPtrArray *list)
{
    const QlFunction *first = list->pdata[0];
    if (list->len < 2) {
        return;
    }
    if (first->def->flags & QL_DEF_STATIC) {
        program->counts.variants++;
    } else {
        program->counts.duplicates++;
    }
}

static int compare_functions(gconstpointer a, gconstpointer b, gpointer user)
{
    const QlProgram *program = user;
    const QlDefinition *x = (*(QlFunction *const *)a)->def;
    const QlDefinition *y = (*(QlFunction *const *)b)->def;
    int order =
        strcmp(ql_strings_get(program->strings, x->key), ql_strings_get(program->strings, y->key));
    order = order ? order
                  : strcmp(ql_strings_get(program->strings, x->file),
                           ql_strings_get(program->strings, y->file));
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Numbers the functions in an order that depends on content alone. */
static void number_functions(Loader *loader)
{
    QlProgram *program = loader->program;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, program->by_key);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        GPtrArray *list = value;
        const QlFunction *first = list->pdata[0];
        if (!(first->def->flags & QL_DEF_STATIC)) {
            drop_overridden(loader, list);
        }
        count_several(program, list);
        g_ptr_array_extend(program->functions, list, NULL, NULL);
    }
    g_ptr_array_sort_with_data(program->functions, compare_functions, program);
    for (guint i = 0; i < program->functions->len; i++) {
        QlFunction *function = program->functions->pdata[i];
        function->index = i;
        table_add(program->by_name, function->def->name, function);
    }
    program->counts.functions = program->functions->len;
}

gboolean ql_program_read(QlProgram *program, QlStore *store, GError **error)
{
    Loader loader = {.program = program};
    loader.holders = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, holder_free);
    loader.weak = g_hash_table_new(NULL, NULL);
    gboolean ok = ql_store_each_tu(store, program->executable, note_tu, &loader, error) &&
                  ql_store_each_definition(store, load_definition, &loader, error);
    if (loader.error) {
        g_clear_error(error);
        g_propagate_error(error, loader.error);
        ok = FALSE;
    }
    number_functions(&loader);
    g_hash_table_destroy(loader.holders);
    g_hash_table_destroy(loader.weak);
    return ok;
}

static gboolean share_tu(const QlFunction *a, const QlFunction *b)
{
    guint i = 0;
    guint k = 0;
    while (i < a->tus->len && k < b->tus->len) {
        gint64 x = g_array_index(a->tus, gint64, i);
        gint64 y = g_array_index(b->tus, gint64, k);
        if (x == y) {
            return TRUE;
        }
        i += x < y;
        k += y < x;
    }
    return FALSE;
}

void ql_program_resolve_key(const QlProgram *program, QlSym key, const QlFunction *from,
                            GPtrArray *out)
{
    const GPtrArray *list = g_hash_table_lookup(program->by_key, GUINT_TO_POINTER(key));
    for (guint i = 0; list && i < list->len; i++) {
        QlFunction *function = list->pdata[i];
        gboolean is_static = function->def->flags & QL_DEF_STATIC;
        /* A header's function with several bodies: the one this TU was compiled with. */
        if (list->len == 1 || !from || !is_static || share_tu(function, from)) {
            g_ptr_array_add(out, function);
        }
    }
}

void ql_program_functions_at(const QlProgram *program, const GArray *indexes, GPtrArray *out)
{
    for (guint i = 0; i < indexes->len; i++) {
        g_ptr_array_add(out, program->functions->pdata[g_array_index(indexes, guint, i)]);
    }
}
