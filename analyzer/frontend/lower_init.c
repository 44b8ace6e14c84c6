/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Initialisers: every leaf becomes an assignment to its path. libclang shows the list as written,
 * so positions are matched with the type's fields here, missing braces included.
 *
 * In an aggregate with static storage a leaf that is a plain number is dropped: tables of numbers
 * are large and say nothing about calls or locks. Functions, addresses, strings, non-zero booleans
 * and non-zero enumerators stay.
 */
#include "lower.h"

#include <string.h>

/* The initialisers of one pair of braces, consumed from left to right. */
typedef struct Stream {
    QlKids kids;
    guint next;
    CXCursor list;
} Stream;

static void init_object(QlLower *l, QlExprRef target, CXType type, CXCursor init);
static void fill(QlLower *l, QlExprRef target, CXType type, Stream *s);

static gboolean at_end(const Stream *s)
{
    return s->next >= s->kids.n;
}

static CXCursor peek(const QlLower *l, const Stream *s)
{
    return ql_kid(l, s->kids, s->next);
}

static gboolean is_list(CXCursor cursor)
{
    return clang_getCursorKind(cursor) == CXCursor_InitListExpr;
}

/* A designated initialiser has type void, and children designator…, value. */
static gboolean is_designated(CXCursor cursor)
{
    return clang_getCursorKind(cursor) == CXCursor_UnexposedExpr &&
           clang_getCanonicalType(clang_getCursorType(cursor)).kind == CXType_Void;
}

static gboolean is_aggregate(CXType type)
{
    return ql_is_record(type) || ql_is_array(type);
}

static gboolean is_string(QlLower *l, CXCursor cursor)
{
    return clang_getCursorKind(ql_lower_strip(l, cursor)) == CXCursor_StringLiteral;
}

static gboolean is_number_type(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);
    return (canonical.kind >= CXType_Char_U && canonical.kind <= CXType_LongDouble) ||
           canonical.kind == CXType_Float128 || canonical.kind == CXType_Complex;
}

static CXType element_type(CXType type)
{
    return clang_getArrayElementType(clang_getCanonicalType(type));
}

static gboolean is_number_array(CXType type)
{
    while (ql_is_array(type)) {
        type = element_type(type);
    }
    return is_number_type(type);
}

/* Whether a table keeps @value, as initialiser of an object of @type. */
static gboolean is_kept(const QlLower *l, QlExprRef value, CXType type)
{
    const QlExpr *e = ql_builder_get(l->b, value);
    if (!l->is_table) {
        return TRUE;
    }
    if (e->kind == QL_EXPR_INT) {
        enum CXTypeKind kind = clang_getCanonicalType(type).kind;
        return e->value != 0 && (kind == CXType_Bool || kind == CXType_Enum);
    }
    return e->kind != QL_EXPR_OTHER;
}

static void init_leaf(QlLower *l, QlExprRef target, CXType type, CXCursor init)
{
    if (!l->is_table) {
        ql_lower_into(l, target, init, QL_EVENT_DECLARES, init);
        return;
    }
    QlExprRef value = ql_lower_value(l, init);
    if (is_kept(l, value, type)) {
        QlSym record = ql_is_record(type) ? ql_record_key(l->tu, type) : 0;
        ql_builder_assign(l->b, QL_ASSIGN_SET, target, value, record, QL_EVENT_DECLARES,
                          ql_spot(l->tu, init));
    }
}

static enum CXVisitorResult push_field(CXCursor field, CXClientData data)
{
    GArray *fields = data;
    if (clang_Cursor_isBitField(field)) {
        g_autofree char *name = ql_take_clang(clang_getCursorSpelling(field));
        if (!*name) {
            return CXVisit_Continue; /* padding cannot be initialised */
        }
    }
    g_array_append_val(fields, field);
    return CXVisit_Continue;
}

static GArray *fields_of(CXType type)
{
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    clang_Type_visitFields(clang_getCanonicalType(type), push_field, fields);
    return fields;
}

static gboolean is_union(CXType type)
{
    CXCursor decl = clang_getTypeDeclaration(clang_getCanonicalType(type));
    return clang_getCursorKind(decl) == CXCursor_UnionDecl;
}

/* A member without a name adds nothing to the path: its fields count as the outer record's. */
static QlExprRef field_path(QlLower *l, QlExprRef target, CXCursor field)
{
    const QlField *f = ql_field(l->tu, field);
    return f->name ? ql_builder_field(l->b, target, f->record, f->name) : target;
}

/* @array [@i]; not through ql_builder_index(), which takes arr[0] for *arr. */
static QlExprRef element_path(QlLower *l, QlExprRef array, gint64 i)
{
    QlExprRef index = ql_builder_int(l->b, i);
    return ql_builder_expr(l->b, (QlExpr){.kind = QL_EXPR_INDEX, .a = array, .b = index});
}

/* Whether @init gives all of an aggregate of @type at once. */
static gboolean gives_whole(QlLower *l, CXType type, CXCursor init)
{
    if (ql_is_array(type)) {
        return is_string(l, init) && is_number_array(type);
    }
    CXType from = clang_getCanonicalType(clang_getCursorType(init));
    return ql_is_record(type) && from.kind == CXType_Record;
}

/* Initialises one subobject from the stream. */
static void init_part(QlLower *l, QlExprRef target, CXType type, Stream *s)
{
    CXCursor init = peek(l, s);
    if (!is_list(init) && is_aggregate(type) && !gives_whole(l, type, init)) {
        fill(l, target, type, s); /* braces left out */
        return;
    }
    s->next++;
    init_object(l, target, type, init);
}

static void fill_record_from(QlLower *l, QlExprRef target, CXType type, Stream *s, guint first)
{
    g_autoptr(GArray) fields = fields_of(type);
    guint n = is_union(type) ? MIN(fields->len, first + 1) : fields->len;
    for (guint i = first; i < n && !at_end(s) && !is_designated(peek(l, s)); i++) {
        CXCursor field = g_array_index(fields, CXCursor, i);
        init_part(l, field_path(l, target, field), clang_getCursorType(field), s);
    }
}

static void fill_array_from(QlLower *l, QlExprRef target, CXType type, Stream *s, gint64 first)
{
    gint64 n = clang_getArraySize(clang_getCanonicalType(type));
    n = n < 0 ? G_MAXINT64 : n;
    for (gint64 i = first; i < n && !at_end(s) && !is_designated(peek(l, s)); i++) {
        guint before = s->next;
        init_part(l, element_path(l, target, i), element_type(type), s);
        if (s->next == before) {
            break;
        }
    }
}

static void fill(QlLower *l, QlExprRef target, CXType type, Stream *s)
{
    guint before = s->next;
    if (ql_is_array(type)) {
        fill_array_from(l, target, type, s, 0);
    } else {
        fill_record_from(l, target, type, s, 0);
    }
    if (s->next == before && !at_end(s) && !is_designated(peek(l, s))) {
        s->next++; /* an empty record takes nothing: do not stay here for ever */
    }
}

/* Position of @field among the fields of @type; an unnamed member may hold it. */
static gint field_position(const GArray *fields, CXCursor field)
{
    for (guint i = 0; i < fields->len; i++) {
        if (clang_equalCursors(g_array_index(fields, CXCursor, i), field)) {
            return (gint)i;
        }
    }
    return -1;
}

/* Whether text between designators @from and @to says "...": a range, not two subscripts. */
static gboolean is_range(QlLower *l, CXCursor from, CXCursor to)
{
    QlText a = ql_written_text(l->tu, from);
    QlText b = ql_written_text(l->tu, to);
    for (a = ql_skip_space(a); a.length > b.length && a.length;
         a = ql_skip_space(ql_skip_token(a))) {
        if (a.length >= 3 && !memcmp(a.at, "...", 3)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Where a designated initialiser stands, while its designators are followed. */
typedef struct Position {
    QlExprRef outer; /* the object that holds the innermost designated part */
    CXType outer_type;
    gint64 index; /* of that part in it */
    gint64 last;  /* end of a range */
    QlExprRef target;
    CXType type;
} Position;

static void follow_field(QlLower *l, Position *p, CXCursor field)
{
    g_autoptr(GArray) fields = fields_of(p->type);
    p->outer = p->target;
    p->outer_type = p->type;
    p->index = p->last = field_position(fields, field);
    p->target = field_path(l, p->target, field);
    p->type = clang_getCursorType(field);
}

static void follow_index(QlLower *l, Position *p, CXCursor index)
{
    gint64 value = 0;
    ql_lower_constant(l, index, &value);
    p->outer = p->target;
    p->outer_type = p->type;
    p->index = p->last = value;
    p->target = element_path(l, p->target, value);
    p->type = element_type(p->type);
}

/* libclang names an unnamed member in the way only sometimes; both forms give the same path. */
static void follow_designators(QlLower *l, Position *p, QlKids kids)
{
    for (guint i = 0; i + 1 < kids.n; i++) {
        CXCursor designator = ql_kid(l, kids, i);
        if (clang_getCursorKind(designator) == CXCursor_MemberRef) {
            CXCursor field = clang_getCursorReferenced(designator);
            if (clang_getCursorKind(field) == CXCursor_FieldDecl) {
                follow_field(l, p, field);
            }
            continue;
        }
        follow_index(l, p, designator);
        if (i + 2 < kids.n && clang_isExpression(clang_getCursorKind(ql_kid(l, kids, i + 1))) &&
            is_range(l, designator, ql_kid(l, kids, i + 1))) {
            ql_lower_constant(l, ql_kid(l, kids, ++i), &p->last);
        }
    }
}

/* What follows `.a.b = x` without a designator goes to the parts after b. */
static void continue_after(QlLower *l, const Position *p, Stream *s)
{
    if (p->index < 0 || at_end(s) || is_designated(peek(l, s))) {
        return;
    }
    if (ql_is_array(p->outer_type)) {
        fill_array_from(l, p->outer, p->outer_type, s, p->last + 1);
    } else if (!is_union(p->outer_type)) {
        fill_record_from(l, p->outer, p->outer_type, s, (guint)p->index + 1);
    }
}

static void init_designated(QlLower *l, QlExprRef target, CXType type, Stream *s)
{
    CXCursor init = peek(l, s);
    s->next++;
    QlKids kids = ql_kids_push(l, init);
    if (kids.n >= 2) {
        Position p = {
            .outer = target, .outer_type = type, .target = target, .type = type, .index = -1};
        follow_designators(l, &p, kids);
        CXCursor value = ql_kid(l, kids, kids.n - 1);
        /* A range of more than a few elements is one element of unknown index. */
        if (p.last - p.index >= 16) {
            QlExpr any = {.kind = QL_EXPR_INDEX, .a = p.outer};
            init_object(l, ql_builder_expr(l->b, any), p.type, value);
        } else if (p.last > p.index) {
            for (gint64 i = p.index; i <= p.last; i++) {
                init_object(l, element_path(l, p.outer, i), p.type, value);
            }
        } else {
            init_object(l, p.target, p.type, value);
        }
        continue_after(l, &p, s);
    }
    ql_kids_pop(l, kids);
}

static void init_braced(QlLower *l, QlExprRef target, CXType type, CXCursor list)
{
    Stream s = {.kids = ql_kids_push(l, list), .list = list};
    if (!is_aggregate(type)) {
        if (s.kids.n) {
            init_object(l, target, type, peek(l, &s));
        }
    } else if (s.kids.n == 1 && !is_list(peek(l, &s)) && !is_designated(peek(l, &s)) &&
               gives_whole(l, type, peek(l, &s)) && ql_is_array(type)) {
        init_object(l, target, type, peek(l, &s)); /* char a[] = {"text"} */
    } else {
        if (!at_end(&s) && !is_designated(peek(l, &s))) {
            fill(l, target, type, &s);
        }
        while (!at_end(&s)) {
            if (is_designated(peek(l, &s))) {
                init_designated(l, target, type, &s);
            } else {
                s.next++; /* excess element */
            }
        }
    }
    ql_kids_pop(l, s.kids);
}

static void init_object(QlLower *l, QlExprRef target, CXType type, CXCursor init)
{
    if (l->depth >= QL_MAX_DEPTH || (l->is_table && is_number_array(type))) {
        return;
    }
    l->depth++;
    if (is_list(init)) {
        init_braced(l, target, type, init);
    } else {
        init_leaf(l, target, type, init);
    }
    l->depth--;
}

/* A number that initialises a scalar of its own is kept; only tables drop theirs. */
void ql_lower_init(QlLower *l, QlExprRef target, CXType type, CXCursor init)
{
    gboolean table = l->is_table;
    l->is_table = table && is_aggregate(type);
    init_object(l, target, type, init);
    l->is_table = table;
}

QlExprRef ql_lower_compound_literal(QlLower *l, CXCursor cursor, QlKids kids)
{
    CXType type = clang_getCursorType(cursor);
    QlExprRef object = ql_lower_temp(l, type);
    if (kids.n && is_list(ql_kid(l, kids, kids.n - 1))) {
        init_object(l, object, type, ql_kid(l, kids, kids.n - 1));
    }
    return object;
}
