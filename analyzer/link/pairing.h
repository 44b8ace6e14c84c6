/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Callbacks kept in the common head of records of several types: an object made for one type holds
 * the callbacks given where objects of that type are made. Private to the link layer.
 */
#ifndef QL_PAIRING_H
#define QL_PAIRING_H

#include "call_sites.h"
#include "program.h"

typedef struct QlPairing QlPairing;

/** Finds where objects are made by the annotated functions. */
QlPairing *ql_pairing_new(QlProgram *program, const QlAnnotations *annotations, QlCallSites *sites);
void ql_pairing_free(QlPairing *pairing);

/**
 * Whether @field, of the record embedded in @outer (both QL_EXPR_FIELD), may hold @function. TRUE
 * for fields that no annotation describes.
 */
gboolean ql_pairing_allows(const QlPairing *pairing, const QlExpr *field, const QlExpr *outer,
                           const QlFunction *function);

#endif
