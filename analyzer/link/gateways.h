/* SPDX-License-Identifier: Apache-2.0 */
/* Gateways: which call edges must not be followed. Private to the link layer. */
#ifndef QL_GATEWAYS_H
#define QL_GATEWAYS_H

#include "program.h"

typedef struct QlGateways QlGateways;

/** Prepares the gateways of @annotations, which must outlive the result. */
QlGateways *ql_gateways_new(const QlAnnotations *annotations, QlStrings *strings);
void ql_gateways_free(QlGateways *gateways);

/** The gateway that cuts calls of functions named @name, or NULL. */
const QlGateway *ql_gateways_function(QlGateways *gateways, QlSym name);

/** The gateway that cuts calls through @path ("Record.field" or a global's key), or NULL. */
const QlGateway *ql_gateways_field(QlGateways *gateways, QlSym path);

#endif
