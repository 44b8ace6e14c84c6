/* SPDX-License-Identifier: Apache-2.0 */
/* schema.sql, as built into the program. */
#ifndef QL_SCHEMA_SQL_H
#define QL_SCHEMA_SQL_H

extern const char ql_schema_sql[];

#endif
