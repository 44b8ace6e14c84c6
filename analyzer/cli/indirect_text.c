/* SPDX-License-Identifier: Apache-2.0 */
#include "indirect_text.h"
#include "rooted_path.h"

char *ql_indirect_through(const QlProgram *program, const QlIndirect *site)
{
    const char *via = ql_strings_get(program->strings, site->via);
    switch (site->kind) {
    case QL_HOP_FIELD: return g_strdup_printf("field %s", via);
    case QL_HOP_GLOBAL: return g_strdup_printf("global %s", via);
    default: return g_strdup(via);
    }
}

static const char *file_of(const QlProgram *program, const QlDefinition *def)
{
    return ql_paths_display(ql_strings_get(program->strings, def->file));
}

/* "FILE:LINE in NAME", of where @origin is. */
static char *place_of(const QlProgram *program, const QlOrigin *origin)
{
    if (!origin->holder) {
        return g_strdup("");
    }
    return g_strdup_printf(" at %s:%u in %s", file_of(program, origin->holder), origin->line,
                           ql_strings_get(program->strings, origin->holder->name));
}

char *ql_origin_text(const QlProgram *program, const QlOrigin *origin)
{
    g_autofree char *place = place_of(program, origin);
    const char *name = ql_strings_get(program->strings, origin->name);
    switch (origin->kind) {
    case QL_ORIGIN_FUNCTION: return g_strdup_printf("stored%s", place);
    case QL_ORIGIN_OUTSIDE:
        return origin->holder ? g_strdup_printf("%s, which no TU defines, is stored%s", name, place)
                              : g_strdup_printf("no TU stores to %s; a library may", name);
    case QL_ORIGIN_RESULT:
        return g_strdup_printf("it comes from %s, which no TU defines, called%s", name, place);
    case QL_ORIGIN_ARGUMENT:
        return g_strdup_printf("it is an argument of %s, which functions that no TU defines may "
                               "call",
                               ql_strings_get(program->strings, origin->holder->name));
    case QL_ORIGIN_LOST:
        return g_strdup_printf("it is computed%s, in a way that is not followed", place);
    default: return g_strdup("nothing in this build stores a function there");
    }
}

char *ql_verdict_text(const QlProgram *program, const QlIndirect *site)
{
    static const QlOrigin nothing = {.kind = QL_ORIGIN_NONE};
    if (site->kind == QL_HOP_CONTAINER) {
        return g_strdup("nothing in this build is added to that list");
    }
    if (site->verdict == QL_VERDICT_NOTHING && site->removed) {
        return g_strdup("what is stored there cannot be in this one");
    }
    return ql_origin_text(program, site->verdict == QL_VERDICT_NOTHING ? &nothing : &site->origin);
}

const char *ql_refinement_name(QlRefinement refinement)
{
    switch (refinement) {
    case QL_REFINE_INHERITED: return "inherited";
    case QL_REFINE_CONTAINER: return "container";
    case QL_REFINE_TYPE: return "type";
    case QL_REFINE_AFFINITY: return "affinity";
    }
    return "?";
}

char *ql_removed_text(const QlProgram *program, const QlRemoved *removed)
{
    const char *detail = ql_strings_get(program->strings, removed->detail);
    switch (removed->reason) {
    case QL_REFINE_INHERITED:
        return g_strdup("the pointer keeps what the parent's class has, and no parent has this");
    case QL_REFINE_CONTAINER:
        return g_strdup_printf("nothing that holds it is added to %s", detail);
    case QL_REFINE_TYPE: return g_strdup_printf("no object of type %s is made with it", detail);
    default: return g_strdup("");
    }
}
