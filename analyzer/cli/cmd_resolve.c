/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "indirect_text.h"
#include "program_args.h"
#include "root_text.h"
#include <stdio.h>
#include <string.h>

static const char details[] =
    "For each call through a pointer on that line: what it goes through, which functions it may\n"
    "call and where each was stored; which functions are stored there too but cannot be reached "
    "by\n"
    "this call, and why; or why nothing is known to be called. FILE may be the end of a path.\n"
    "\n"
    "Exit codes: 0 done; 1 there is no call through a pointer on one of the lines; 2 the run "
    "failed.\n"
    "\n"
    "Example:\n"
    "  qlockdep resolve hw/pci/msi.c:120";

/* Where on the command line the user points. */
typedef struct Where {
    char *file;
    guint line;
} Where;

static gboolean parse_where(const char *text, Where *where)
{
    const char *colon = strrchr(text, ':');
    guint64 line = 0;

    if (!colon || colon == text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 1, G_MAXUINT32, &line, NULL)) {
        ql_cli_error("\"%s\" is no place in a file; write FILE:LINE", text);
        return FALSE;
    }
    where->file = g_strndup(text, (gsize)(colon - text));
    where->line = (guint)line;
    return TRUE;
}

/* Whether @wanted is @file or ends it after a "/". */
static gboolean is_file(const char *file, const char *wanted)
{
    gsize length = strlen(file);
    gsize end = strlen(wanted);
    return g_str_has_suffix(file, wanted) && (length == end || file[length - end - 1] == '/');
}

/* Where target @function is stored on its way to the call. */
static void print_stores(const QlProgram *program, const GArray *origins,
                         const QlFunction *function)
{
    guint printed = 0;

    for (guint i = 0; i < origins->len; i++) {
        const QlOrigin *origin = &g_array_index(origins, QlOrigin, i);
        if (origin->kind == QL_ORIGIN_FUNCTION && origin->function == function->index) {
            g_autofree char *text = ql_origin_text(program, origin);
            printf("%s %s", printed++ ? "," : ":", text);
        }
    }
    putchar('\n');
}

static void print_targets(const QlProgram *program, const QlIndirect *site)
{
    const GPtrArray *targets = site->targets;
    g_autoptr(GArray) origins = ql_program_origins(program, site);

    for (guint i = 0; i < targets->len; i++) {
        const QlFunction *target = g_ptr_array_index(targets, i);
        printf("  calls %s", ql_function_key(program, target));
        print_stores(program, origins, target);
    }
    for (guint i = 0; i < origins->len; i++) {
        const QlOrigin *origin = &g_array_index(origins, QlOrigin, i);
        if (origin->kind != QL_ORIGIN_FUNCTION && targets->len) {
            g_autofree char *text = ql_origin_text(program, origin);
            printf("  perhaps more: %s\n", text);
        }
    }
}

static void print_removed(const QlProgram *program, const QlIndirect *site)
{
    for (guint i = 0; site->removed && i < site->removed->len; i++) {
        const QlRemoved *removed = &g_array_index(site->removed, QlRemoved, i);
        g_autofree char *why = ql_removed_text(program, removed);
        printf("  not %s: %s [%s]\n", ql_function_key(program, removed->function), why,
               ql_refinement_name(removed->reason));
    }
}

static void print_notes(const QlProgram *program, const QlIndirect *site)
{
    const QlGateway *gateway = site->gateway;

    if (site->passed) {
        puts("  note: paths take these calls where the function, or the list, is passed");
    }
    if (gateway) {
        printf("  note: not followed%s: %s (%s:%u)\n",
               gateway->followed_on && gateway->followed_on[0] ? " on all threads" : "",
               gateway->why, gateway->at.file, gateway->at.line);
    }
}

static void print_site(const QlProgram *program, const QlIndirect *site)
{
    g_autofree char *through = ql_indirect_through(program, site);

    ql_cli_print_place(program, site->caller, site->event->line);
    printf("%s calls through %s: %u function%s\n", ql_function_name(program, site->caller), through,
           site->targets->len, site->targets->len == 1 ? "" : "s");
    if (!site->targets->len) {
        g_autofree char *why = ql_verdict_text(program, site);
        printf("  none: %s\n", why);
    }
    print_targets(program, site);
    print_removed(program, site);
    print_notes(program, site);
}

/* FALSE with a message if there is no call through a pointer at @where. */
static gboolean resolve_line(const QlProgram *program, const Where *where)
{
    gboolean found = FALSE;

    for (guint i = 0; i < program->indirect->len; i++) {
        const QlIndirect *site = g_ptr_array_index(program->indirect, i);
        if (site->event->line == where->line &&
            is_file(ql_function_file(program, site->caller), where->file)) {
            print_site(program, site);
            found = TRUE;
        }
    }
    if (!found) {
        ql_cli_error("no call through a pointer at %s:%u", where->file, where->line);
    }
    return found;
}

static int resolve_lines(const QlProgramArgs *args, const GArray *places)
{
    QlLoaded loaded;
    gboolean found = TRUE;

    if (!ql_program_args_load(args, &loaded)) {
        return QL_EXIT_ERROR;
    }
    for (guint i = 0; i < places->len; i++) {
        found = resolve_line(loaded.program, &g_array_index(places, Where, i)) && found;
    }
    ql_loaded_clear(&loaded);
    return ql_cli_close_output(found ? QL_EXIT_OK : QL_EXIT_FINDINGS);
}

static void where_clear(gpointer where)
{
    g_free(((Where *)where)->file);
}

/* The places that @words name, as Where; NULL with a message if one of them is no place. */
static GArray *parse_places(char **words)
{
    GArray *places = g_array_new(FALSE, TRUE, sizeof(Where));

    g_array_set_clear_func(places, where_clear);
    for (; *words; words++) {
        Where where = {NULL, 0};
        if (!parse_where(*words, &where)) {
            g_array_unref(places);
            return NULL;
        }
        g_array_append_val(places, where);
    }
    return places;
}

int ql_cmd_resolve(int argc, char **argv)
{
    QlProgramArgs args = {0};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(index, annotations, NULL);
    const QlUsage usage = {"FILE:LINE...",
                           "Explains what the calls through pointers on a line may call.",
                           details,
                           options,
                           1,
                           -1};
    g_autoptr(GArray) places = NULL;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && (places = parse_places(argv + 1))) {
        code = resolve_lines(&args, places);
    }
    ql_program_args_clear(&args);
    return code;
}
