// SPDX-License-Identifier: Apache-2.0
// An object system as test/link/inherited-*.c use it.
typedef void Method(void);

struct Class {
    Method *realize;
};

struct Kept {
    struct Class parent_class;
    Method *parent_realize;
};

typedef struct TypeInfo {
    const char *name;
    const char *parent;
    void (*class_init)(struct Class *k);
    void (*class_base_init)(struct Class *k);
} TypeInfo;

void type_register(const TypeInfo *info);

static inline struct Kept *kept(struct Class *k)
{
    return (struct Kept *)k;
}

static inline void set_parent_realize(struct Class *k, Method *f, Method **parent)
{
    *parent = k->realize;
    k->realize = f;
}
