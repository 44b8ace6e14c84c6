/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The byte format of a definition, shared by definition_encode.c and definition_decode.c only.
 *
 *   format byte, string table, definition header, flow graph
 *
 * Numbers are LEB128 varints; signed ones are zigzag. The string table (count, then NUL-terminated
 * texts) holds every name once, in order of first use; a name is its position there plus 1, 0 is
 * none. Events and edges stand inside their block, arguments inside their event, so that the layout
 * of the arrays in memory does not show. Absent (zero) members cost one bit of a mask.
 */
#ifndef QL_DEFINITION_FORMAT_H
#define QL_DEFINITION_FORMAT_H

#include "definition.h"

enum { QL_FORMAT = 1 };

/* An expression starts with kind | mask << EXPR_KIND_BITS. */
enum {
    EXPR_KIND_BITS = 4,
    EXPR_HAS_A = 1 << 0,
    EXPR_HAS_NAME = 1 << 1,
    EXPR_HAS_VALUE = 1 << 2,
    EXPR_HAS_B = 1 << 3,
    EXPR_HAS_RECORD = 1 << 4,
    EXPR_HAS_OP = 1 << 5,
    EXPR_MASK = (1 << 6) - 1,
};

/* An event starts with kind | assign << 1 | mask << EVENT_MASK_SHIFT | flags << EVENT_FLAGS_SHIFT.
 */
enum {
    EVENT_ASSIGN_SHIFT = 1,
    EVENT_MASK_SHIFT = 3,
    EVENT_HAS_MACRO = 1 << 0,
    EVENT_HAS_VALUE = 1 << 1,
    EVENT_HAS_ARGS = 1 << 2,
    EVENT_HAS_RECORD = 1 << 3,
    EVENT_FLAGS_SHIFT = 7,
};

/* A block starts with term | mask << BLOCK_TERM_BITS. */
enum {
    BLOCK_TERM_BITS = 3,
    BLOCK_HAS_LINE = 1 << 0,
    BLOCK_HAS_COND = 1 << 1,
    BLOCK_HAS_EVENTS = 1 << 2,
    BLOCK_HAS_EDGES = 1 << 3,
    BLOCK_MASK = (1 << 4) - 1,
};

/* An edge starts with kind | EDGE_HAS_RANGE. */
enum { EDGE_KIND_BITS = 3, EDGE_HAS_RANGE = 1 << EDGE_KIND_BITS };

G_STATIC_ASSERT(QL_EXPR_KIND_LAST < 1 << EXPR_KIND_BITS);
G_STATIC_ASSERT(QL_EVENT_KIND_LAST < 1 << EVENT_ASSIGN_SHIFT);
G_STATIC_ASSERT(QL_ASSIGN_LAST < 1 << (EVENT_MASK_SHIFT - EVENT_ASSIGN_SHIFT));
G_STATIC_ASSERT(QL_TERM_LAST < 1 << BLOCK_TERM_BITS);
G_STATIC_ASSERT(QL_EDGE_LAST < 1 << EDGE_KIND_BITS);

#endif
