/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes. Most have no cursor kind of their own; their name is read from the source text where
 * they were written. An argument is kept only where libclang prints it reliably.
 */
#include "attributes.h"

#include <string.h>

#include "keys.h"
#include "source_text.h"

void ql_add_sym(GArray *syms, QlSym sym)
{
    for (guint i = 0; i < syms->len; i++) {
        if (g_array_index(syms, QlSym, i) == sym) {
            return;
        }
    }
    if (sym) {
        g_array_append_val(syms, sym);
    }
}

/* "__noreturn__" and "_Noreturn" are "noreturn". */
static char *plain_name(QlText word)
{
    if (ql_text_is(word, "_Noreturn")) {
        return g_strdup("noreturn");
    }
    if (word.length > 4 && !strncmp(word.at, "__", 2) &&
        !strncmp(word.at + word.length - 2, "__", 2)) {
        return g_strndup(word.at + 2, word.length - 4);
    }
    return g_strndup(word.at, word.length);
}

static char *attribute_name(QlTuContext *tu, CXCursor attribute)
{
    return plain_name(ql_leading_word(ql_written_text(tu, attribute)));
}

/* The string in `alias("target")`, or NULL. */
static char *string_argument(QlTuContext *tu, CXCursor attribute)
{
    QlText text = ql_skip_space(ql_skip_token(ql_written_text(tu, attribute)));
    if (!text.length || text.at[0] != '(') {
        return NULL;
    }
    text = ql_skip_space(ql_skip_token(text));
    if (!text.length || text.at[0] != '"') {
        return NULL;
    }
    const char *end = memchr(text.at + 1, '"', text.length - 1);
    return end ? g_strndup(text.at + 1, (gsize)(end - text.at) - 1) : NULL;
}

static char *attribute_text(QlTuContext *tu, CXCursor attribute)
{
    if (clang_getCursorKind(attribute) == CXCursor_AnnotateAttr) {
        g_autofree char *text = ql_take_clang(clang_getCursorSpelling(attribute));
        return g_strconcat("annotate:", text, NULL);
    }
    char *name = attribute_name(tu, attribute);
    if (strcmp(name, "alias") != 0) {
        return name;
    }
    g_autofree char *target = string_argument(tu, attribute);
    g_free(name);
    return g_strconcat("alias", target ? ":" : "", target ? target : "", NULL);
}

gboolean ql_type_is_noreturn(CXType type)
{
    g_autofree char *text = ql_take_clang(clang_getTypeSpelling(type));
    return strstr(text, "__attribute__((noreturn))") != NULL;
}

typedef struct AttributeQuery {
    QlTuContext *tu;
    const char *const *names;
    gboolean found;
} AttributeQuery;

/* Attributes come first among a declaration's children. */
static enum CXChildVisitResult match_attribute(CXCursor child, CXCursor parent, CXClientData data)
{
    AttributeQuery *query = data;
    if (!clang_isAttribute(clang_getCursorKind(child))) {
        return CXChildVisit_Break;
    }
    g_autofree char *name = attribute_name(query->tu, child);
    query->found = g_strv_contains(query->names, name);
    return query->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

static gboolean has_attribute(QlTuContext *tu, CXCursor cursor, const char *const *names)
{
    AttributeQuery query = {.tu = tu, .names = names};
    clang_visitChildren(cursor, match_attribute, &query);
    return query.found;
}

gboolean ql_is_noreturn(QlTuContext *tu, CXCursor cursor)
{
    static const char *const names[] = {"noreturn", NULL};
    return ql_type_is_noreturn(clang_getCursorType(cursor)) || has_attribute(tu, cursor, names);
}

gboolean ql_runs_by_itself(QlTuContext *tu, CXCursor cursor)
{
    static const char *const names[] = {"constructor", "destructor", NULL};
    return has_attribute(tu, cursor, names);
}

typedef struct AttributeSink {
    QlTuContext *tu;
    QlDefinition *def;
    QlPlace name; /* of the declaration */
} AttributeSink;

static guint32 attribute_flag(const char *name)
{
    static const struct {
        const char *name;
        guint32 flag;
    } flags[] = {
        {"noreturn", QL_DEF_NORETURN},
        {"constructor", QL_DEF_CONSTRUCTOR},
        {"destructor", QL_DEF_DESTRUCTOR},
        {"weak", QL_DEF_WEAK},
    };
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++) {
        if (!strcmp(flags[i].name, name)) {
            return flags[i].flag;
        }
    }
    return 0;
}

/* The macro an attribute came from, unless the whole declaration came from it. */
static void add_macro_mark(AttributeSink *sink, CXCursor attribute)
{
    QlPlace place = ql_place_start(sink->tu, attribute);
    if (place.file != sink->name.file || place.offset != sink->name.offset) {
        ql_add_sym(sink->def->marks, ql_spot(sink->tu, attribute).macro);
    }
}

static enum CXChildVisitResult add_attribute(CXCursor child, CXCursor parent, CXClientData data)
{
    AttributeSink *sink = data;
    enum CXCursorKind kind = clang_getCursorKind(child);
    if (!clang_isAttribute(kind)) {
        return CXChildVisit_Break;
    }
    g_autofree char *text = attribute_text(sink->tu, child);
    if (kind == CXCursor_AsmLabelAttr || !*text) {
        return CXChildVisit_Continue;
    }
    ql_add_sym(sink->def->attrs, ql_strings_intern(sink->tu->strings, text));
    sink->def->flags |= attribute_flag(text);
    add_macro_mark(sink, child);
    return CXChildVisit_Continue;
}

void ql_add_attributes(QlTuContext *tu, CXCursor cursor, QlDefinition *def)
{
    AttributeSink sink = {.tu = tu, .def = def, .name = ql_place_name(tu, cursor)};
    if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl && ql_is_noreturn(tu, cursor)) {
        def->flags |= QL_DEF_NORETURN;
        ql_add_sym(def->attrs, ql_strings_intern(tu->strings, "noreturn"));
    }
    if (sink.name.file && !sink.name.file->is_system) {
        clang_visitChildren(cursor, add_attribute, &sink);
    }
}

/* The name in "cleanup(NAME)" of a printed declaration, or NULL. */
static char *cleanup_name(const char *printed)
{
    const char *at = strstr(printed, "cleanup(");
    if (!at) {
        return NULL;
    }
    at += strlen("cleanup(");
    return g_strndup(at, strcspn(at, ")"));
}

QlSym ql_cleanup_key(QlTuContext *tu, CXCursor cursor)
{
    static const char *const names[] = {"cleanup", NULL};
    if (!has_attribute(tu, cursor, names)) {
        return 0;
    }
    CXString printed = clang_getCursorPrettyPrinted(cursor, tu->declaration_only);
    g_autofree char *text = ql_take_clang(printed);
    g_autofree char *name = cleanup_name(text);
    if (!name) {
        return 0;
    }
    CXCursor function = ql_function_named(tu, name);
    return clang_Cursor_isNull(function) ? ql_strings_intern(tu->strings, name)
                                         : ql_decl(tu, function)->key;
}
