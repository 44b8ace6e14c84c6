/* SPDX-License-Identifier: Apache-2.0 */
/* The machine, from when it was started until it goes down. */
#ifndef QL_SESSION_H
#define QL_SESSION_H

/** "NODE BOOT": the machine's name and an id of its start. Free with g_free(). */
char *ql_session(void);

#endif
