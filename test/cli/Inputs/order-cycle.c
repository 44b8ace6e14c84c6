/* SPDX-License-Identifier: Apache-2.0 */
#define CYCLE
#include "order.c"
