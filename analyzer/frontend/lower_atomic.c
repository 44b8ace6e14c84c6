/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Atomic operations as loads and stores. libclang lists the operands of an AtomicExpr in the order
 * pointer, memory order, value, failure order, second value, weak.
 */
#include "lower.h"

#include <string.h>

enum { KID_POINTER, KID_ORDER, KID_VALUE, KID_FAIL_ORDER, KID_SECOND };

static gboolean has(QlText name, const char *part)
{
    return g_strstr_len(name.at, (gssize)name.length, part) != NULL;
}

static QlExprRef place_at(QlLower *l, QlKids kids, guint i)
{
    return ql_builder_deref(l->b, ql_lower_value(l, ql_kid(l, kids, i)));
}

static void assign(QlLower *l, CXCursor at, QlAssignOp op, QlExprRef target, QlExprRef value)
{
    ql_builder_assign(l->b, op, target, value, 0, 0, ql_spot(l->tu, at));
}

/* The old value of @object, kept before it changes. */
static QlExprRef old_value(QlLower *l, CXCursor cursor, QlExprRef object)
{
    QlExprRef temp = ql_lower_temp(l, clang_getCursorType(cursor));
    assign(l, cursor, QL_ASSIGN_SET, temp, object);
    return temp;
}

static QlExprRef lower_load(QlLower *l, CXCursor cursor, QlKids kids)
{
    QlExprRef object = place_at(l, kids, KID_POINTER);
    if (kids.n > KID_VALUE) { /* __atomic_load(ptr, result, order) */
        assign(l, cursor, QL_ASSIGN_SET, place_at(l, kids, KID_VALUE), object);
        return 0;
    }
    return object;
}

/* The forms without _n take a pointer to the value. */
static gboolean by_value(QlText name)
{
    return name.length == 0 || has(name, "_n") || has(name, "__c11_");
}

static QlExprRef operand(QlLower *l, QlText name, QlKids kids, guint i)
{
    return by_value(name) ? ql_lower_value(l, ql_kid(l, kids, i)) : place_at(l, kids, i);
}

static QlExprRef lower_exchange(QlLower *l, CXCursor cursor, QlText name, QlKids kids)
{
    QlExprRef object = place_at(l, kids, KID_POINTER);
    QlExprRef value = operand(l, name, kids, KID_VALUE);
    if (by_value(name)) {
        QlExprRef old = old_value(l, cursor, object);
        assign(l, cursor, QL_ASSIGN_SET, object, value);
        return old;
    }
    if (kids.n > KID_VALUE + 1) { /* __atomic_exchange(ptr, value, result, order) */
        assign(l, cursor, QL_ASSIGN_SET, place_at(l, kids, kids.n - 1), object);
    }
    assign(l, cursor, QL_ASSIGN_SET, object, value);
    return 0;
}

/* Either the object takes the new value, or the expected value is updated. */
static QlExprRef lower_compare_exchange(QlLower *l, CXCursor cursor, QlText name, QlKids kids)
{
    if (kids.n <= KID_SECOND) {
        return 0;
    }
    QlExprRef object = place_at(l, kids, KID_POINTER);
    QlExprRef expected = place_at(l, kids, KID_VALUE);
    QlExprRef desired = operand(l, name, kids, KID_SECOND);
    QlExprRef temp = ql_lower_temp(l, clang_getCursorType(cursor));
    QlBlockRef same = ql_builder_new_block(l->b);
    QlBlockRef differs = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    ql_builder_branch(l->b, 0, same, differs, ql_line(l->tu, cursor));
    ql_builder_place(l->b, same);
    assign(l, cursor, QL_ASSIGN_SET, object, desired);
    assign(l, cursor, QL_ASSIGN_SET, temp, ql_builder_int(l->b, 1));
    ql_builder_jump(l->b, after);
    ql_builder_place(l->b, differs);
    assign(l, cursor, QL_ASSIGN_SET, expected, object);
    assign(l, cursor, QL_ASSIGN_SET, temp, ql_builder_int(l->b, 0));
    ql_builder_continue_in(l->b, after);
    return temp;
}

static QlAssignOp update_op(QlText name)
{
    gboolean sync = has(name, "__sync_"); /* "fetch_and_OP" or "OP_and_fetch" */
    if (has(name, "nand") || has(name, "xor")) {
        return QL_ASSIGN_MODIFY;
    }
    if (sync ? has(name, "and_or") || has(name, "or_and") : has(name, "_or")) {
        return QL_ASSIGN_OR;
    }
    return has(name, sync ? "and_and" : "_and") ? QL_ASSIGN_AND : QL_ASSIGN_MODIFY;
}

/* fetch_add and the like give the old value, add_fetch and the like the new one. */
static QlExprRef lower_update(QlLower *l, CXCursor cursor, QlText name, QlExprRef object,
                              QlExprRef value)
{
    gboolean old_wanted = has(name, "atomic_fetch_") || has(name, "sync_fetch_");
    QlExprRef result = old_wanted ? old_value(l, cursor, object) : object;
    if (has(name, "sub")) {
        value = ql_builder_unary(l->b, '-', value);
    }
    assign(l, cursor, update_op(name), object, value);
    return result;
}

QlExprRef ql_lower_atomic(QlLower *l, CXCursor cursor, QlText name, QlKids kids)
{
    if (kids.n <= KID_VALUE || has(name, "_load")) {
        return kids.n ? lower_load(l, cursor, kids) : 0;
    }
    if (has(name, "_compare_exchange")) {
        return lower_compare_exchange(l, cursor, name, kids);
    }
    if (has(name, "_exchange")) {
        return lower_exchange(l, cursor, name, kids);
    }
    QlExprRef object = place_at(l, kids, KID_POINTER);
    if (has(name, "fetch")) {
        return lower_update(l, cursor, name, object, ql_lower_value(l, ql_kid(l, kids, KID_VALUE)));
    }
    assign(l, cursor, QL_ASSIGN_SET, object, operand(l, name, kids, KID_VALUE));
    return 0;
}

/* Children here: the callee, then the arguments. */
gboolean ql_lower_atomic_call(QlLower *l, CXCursor cursor, const char *name, QlKids kids,
                              QlExprRef *result)
{
    QlText text = {name, strlen(name)};
    gboolean sync = g_str_has_prefix(name, "__sync_");
    if ((!sync && !g_str_has_prefix(name, "__atomic_")) || kids.n < 2) {
        return FALSE;
    }
    *result = 0;
    QlExprRef object = place_at(l, kids, 1);
    QlExprRef value = kids.n > 2 ? ql_lower_value(l, ql_kid(l, kids, kids.n - 1)) : 0;
    if (has(text, "clear") || has(text, "lock_release")) {
        assign(l, cursor, QL_ASSIGN_SET, object, ql_builder_int(l->b, 0));
    } else if (has(text, "compare_and_swap")) {
        assign(l, cursor, QL_ASSIGN_MODIFY, object, value);
    } else if (has(text, "test_and_set")) {
        *result = old_value(l, cursor, object);
        assign(l, cursor, QL_ASSIGN_SET, object, sync ? value : ql_builder_int(l->b, 1));
    } else if (has(text, "fetch")) {
        *result = lower_update(l, cursor, text, object, value);
    }
    return TRUE;
}
