/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml_reader.h"
#include <string.h>
#include <sys/stat.h>

/* More than any annotation file needs; what lies beyond is a mistake or an attack. */
#define MAX_BYTES (4L * 1024 * 1024)
#define MAX_DEPTH 16

QlPosition ql_yaml_position(const char *file, yaml_mark_t mark)
{
    return (QlPosition){file, (guint)mark.line + 1, (guint)mark.column + 1};
}

gboolean ql_position_error(GError **error, int code, const QlPosition *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(error, QL_ANNOTATE_ERROR, code, "%s:%u:%u: %s", at->file, at->line, at->column,
                text);
    return FALSE;
}

/** Line and column, in characters, of byte @offset of @text. */
static QlPosition position_of_offset(const char *file, const char *text, gsize offset)
{
    QlPosition at = {file, 1, 1};

    for (gsize i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            at.line++;
            at.column = 1;
        } else if (((guchar)text[i] & 0xc0) != 0x80) {
            at.column++;
        }
    }
    return at;
}

/* A pipe or device would block or never end, so only regular files are read. */
static gboolean check_regular(const char *file, GError **error)
{
    QlPosition at = {file, 1, 1};
    struct stat st;

    if (stat(file, &st) != 0) {
        return ql_position_error(error, QL_ANNOTATE_ERROR_READ, &at,
                                 "cannot read: %s; check the path", g_strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return ql_position_error(error, QL_ANNOTATE_ERROR_READ, &at,
                                 "not a regular file; give a YAML file or a directory of them");
    }
    if (st.st_size > MAX_BYTES) {
        return ql_position_error(error, QL_ANNOTATE_ERROR_READ, &at,
                                 "file is larger than %d MiB; split it", (int)(MAX_BYTES >> 20));
    }
    return TRUE;
}

static gboolean read_text(const char *file, char **text, gsize *length, GError **error)
{
    QlPosition at = {file, 1, 1};
    g_autoptr(GError) cause = NULL;
    const char *bad;

    if (!check_regular(file, error)) {
        return FALSE;
    }
    if (!g_file_get_contents(file, text, length, &cause)) {
        return ql_position_error(error, QL_ANNOTATE_ERROR_READ, &at, "cannot read: %s",
                                 cause->message);
    }
    if (!g_utf8_validate(*text, (gssize)*length, &bad)) {
        at = position_of_offset(file, *text, (gsize)(bad - *text));
        return ql_position_error(error, QL_ANNOTATE_ERROR_SYNTAX, &at,
                                 "byte 0x%02x is not UTF-8 text; save the file as UTF-8",
                                 (guint)(guchar)*bad);
    }
    return TRUE;
}

/** Is character number @index of @text a tab? */
static gboolean is_tab(const char *text, gsize index)
{
    while (index > 0 && *text) {
        text = g_utf8_next_char(text);
        index--;
    }
    return *text == '\t';
}

/** Turns what libyaml says of @text into an error. */
static gboolean syntax_error(const yaml_parser_t *parser, const char *file, const char *text,
                             gsize length, GError **error)
{
    const char *problem = parser->problem ? parser->problem : "out of memory";
    QlPosition at = ql_yaml_position(file, parser->problem_mark);
    const char *hint = "check indentation, quotes and brackets";

    if (parser->error == YAML_READER_ERROR) {
        at = position_of_offset(file, text, MIN(parser->problem_offset, length));
        hint = "remove the character";
    } else if (is_tab(text, parser->problem_mark.index)) {
        hint = "indent with spaces, not tabs";
    }
    if (parser->context) {
        return ql_position_error(error, QL_ANNOTATE_ERROR_SYNTAX, &at, "%s %s; %s", problem,
                                 parser->context, hint);
    }
    return ql_position_error(error, QL_ANNOTATE_ERROR_SYNTAX, &at, "%s; %s", problem, hint);
}

typedef struct Scan {
    guint depth;
    guint documents;
} Scan;

/** What is wrong with @event, or NULL. */
static const char *refuse_event(const yaml_event_t *event, Scan *scan)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return ++scan->documents > 1 ? "a second document starts; use one document a file" : NULL;
    case YAML_ALIAS_EVENT: return "aliases are not supported; write the value out";
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        scan->depth++;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        scan->depth++;
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: scan->depth--; break;
    default: break;
    }
    if (scan->depth > MAX_DEPTH) {
        return "nested too deeply; no entry needs this many levels";
    }
    if (anchor) {
        return "anchors are not supported; remove it";
    }
    return tag ? "tags are not supported; remove it" : NULL;
}

/* Aliases and nesting are refused while still events: a document would already have grown. */
static gboolean scan_events(yaml_parser_t *parser, const char *file, const char *text, gsize length,
                            GError **error)
{
    Scan scan = {0, 0};

    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            return syntax_error(parser, file, text, length, error);
        }
        const char *problem = refuse_event(&event, &scan);
        QlPosition at = ql_yaml_position(file, event.start_mark);
        gboolean end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (problem) {
            return ql_position_error(error, QL_ANNOTATE_ERROR_SYNTAX, &at, "%s", problem);
        }
        if (end) {
            return TRUE;
        }
    }
}

static void start_parser(yaml_parser_t *parser, const char *text, gsize length)
{
    if (!yaml_parser_initialize(parser)) {
        g_error("out of memory");
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)text, length);
}

gboolean ql_yaml_read(const char *file, yaml_document_t *document, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    yaml_parser_t parser;
    gboolean ok;

    if (!read_text(file, &text, &length, error)) {
        return FALSE;
    }
    start_parser(&parser, text, length);
    ok = scan_events(&parser, file, text, length, error);
    yaml_parser_delete(&parser);
    if (!ok) {
        return FALSE;
    }
    start_parser(&parser, text, length);
    ok = yaml_parser_load(&parser, document) || syntax_error(&parser, file, text, length, error);
    yaml_parser_delete(&parser);
    return ok;
}
