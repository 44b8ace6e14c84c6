/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <glib.h>
#include <sys/utsname.h>

char *ql_session(void)
{
    g_autofree char *boot = NULL;
    struct utsname machine = {0};

    uname(&machine);
    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL)) {
        boot = g_strdup("unknown");
    }
    return g_strdup_printf("%s %s", machine.nodename, g_strstrip(boot));
}
