// SPDX-License-Identifier: Apache-2.0
// Objects of two types with a common head, as test/link/type-*.c use them.
typedef struct Head {
    void (*done)(void *opaque);
    int busy;
} Head;

typedef struct Reader {
    Head common;
    int more;
} Reader;

typedef struct Writer {
    Head common;
    int more;
} Writer;

void *allocate(int size);

static inline void *make(int size, void (*done)(void *))
{
    Head *head = allocate(size);
    head->done = done;
    return head;
}
