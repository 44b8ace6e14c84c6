/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the precompiled prefixes share. Private to frontend/. */
#ifndef QL_PREFIX_PRIVATE_H
#define QL_PREFIX_PRIVATE_H

#include "content_hash.h"
#include "directives.h"
#include "include_dirs.h"
#include "prefix.h"
#include "tu_context.h"

/** An #include that was active when a prefix was built. */
typedef struct QlPrefixEdge {
    guint from; /* files, by number */
    guint to;
    guint line;
    char *name; /* as written */
} QlPrefixEdge;

/** What a build leaves beside its precompiled header. */
typedef struct QlPrefixManifest {
    char *key;            /* the flags and versions it was made with, whole */
    char *search;         /* where its includes could be found: see ql_prefix_search_hash() */
    char *product;        /* ql_prefix_product_hash() */
    char **dirs;          /* include directories of the TU that lent its flags */
    GPtrArray *files;     /* char*: absolute, in the order they were first entered */
    GArray *hashes;       /* guint8[QL_HASH_SIZE], one a file */
    GByteArray *guarded;  /* one a file: whether it is read once only */
    GArray *edges;        /* QlPrefixEdge */
    GPtrArray *macros;    /* char*: "NUMBER NAME": file NUMBER defined macro NAME */
    GPtrArray *declared;  /* char*: "NUMBER NAME": file NUMBER declares function or variable NAME */
    GHashTable *typedefs; /* name -> canonical spelling of what it stands for */
} QlPrefixManifest;

QlPrefixManifest *ql_prefix_manifest_new(const char *key);
void ql_prefix_manifest_free(QlPrefixManifest *manifest);
gboolean ql_prefix_manifest_save(const QlPrefixManifest *manifest, const char *path,
                                 GError **error);
/** NULL if there is none at @path, or none that can be used with @key. */
QlPrefixManifest *ql_prefix_manifest_load(const char *path, const char *key);

/**
 * What tells whether every include of @manifest still finds the file it found: hash of which of the
 * places it is looked for in have a file of that name. Free with g_free().
 */
char *ql_prefix_search_hash(const QlPrefixManifest *manifest);

/** What the files made for the prefix at @stem hash to; NULL if one is missing. Free with g_free().
 */
char *ql_prefix_product_hash(const char *stem);

/** Scans of files by path, each read once. */
typedef struct QlScans {
    QlWords *words;
    GHashTable *by_path; /* char* -> scan and content hash */
} QlScans;

QlScans *ql_scans_new(void);
void ql_scans_free(QlScans *scans);
/** The scan of the file at @path, NULL if it cannot be read; @hash, unless NULL, gets the hash of
 * its content. */
const QlScan *ql_scans_file(QlScans *scans, const char *path, guint8 *hash);
/** Frees the scan of the file at @path, unless somebody has asked for its hash. */
void ql_scans_forget(QlScans *scans, const char *path);

/** File numbers @before and @after: what `after` means depends on whether `before` came first,
 * because of @word. */
typedef struct QlPrefixPair {
    guint before;
    guint after;
    guint32 word;
} QlPrefixPair;

/** What a prefix knows of a word. */
enum {
    QL_WORD_MENTIONED = 1, /* a file that is not basic mentions it */
    QL_WORD_DEFINED = 2,   /* such a file defines or undefines it */
    QL_WORD_TAINTED = 4,   /* a macro whose expansion may come upon a macro of such a file */
    QL_WORD_IN_BODY = 8,   /* it stands in the body of a macro, of any file */
};

/** How a prefix lists a function that a cleanup attribute may name: on a line of its own, to be
 * found without reading the others. Takes a number, the name follows. */
#define QL_PREFIX_LISTING "static const void *const qlockdep_function_%u = (const void *)"

/** A prefix ready for use. Files are known by number, in the order they were first entered. */
struct QlPrefix {
    QlPrefixManifest *manifest;
    char *pch;   /* path of the precompiled header */
    char *names; /* path of the file that lists functions by name */
    guint n_files;
    char **rooted;         /* path of each file */
    GHashTable *by_rooted; /* rooted path -> number + 1 */
    const QlScan **scans;  /* one a file */
    guint *edge_start;     /* n_files + 1: where a file's edges begin in manifest->edges */
    guint first;           /* the header every user reads first */
    guint8 *basic;         /* one a file: whether `first` reads it */
    GHashTable *real;      /* rooted path -> the same without symbolic links, as far as asked */
    GHashTable *by_real;   /* rooted path without symbolic links -> number + 1 */

    guint8 *word_flags;   /* by word: QL_WORD_* */
    guint n_words;        /* words from here on have no flags */
    GHashTable *definers; /* word -> GArray of guint: the files that define it and are not basic */
    GHashTable *basic_definers; /* word -> GArray of guint: the basic files that define it */
    GHashTable *taints;   /* word -> GArray of guint: the files its expansion may need, not basic */
    GHashTable *bodies;   /* macro -> GArray of guint32: the words of its bodies */
    GHashTable *reachers; /* word -> GArray of guint32: macros whose expansion may come upon it */
    GHashTable *listed;   /* function -> offset + 1 in the file `names` of the line that lists it */
    GBytes **texts;       /* by file: its text, once somebody asked */
    GHashTable *declared; /* function or variable -> GArray of guint: the files that declare it */
    GArray *pairs;        /* QlPrefixPair */
    guint *circle;        /* by file: the first of those that read it and that it reads */
    QlScans *cache;       /* shared by all prefixes */
    const struct QlPrefix *fallback; /* for a TU it does not suit; or NULL */
};

/** Makes a prefix of @manifest, which it takes; NULL if a file has changed since. */
QlPrefix *ql_prefix_load(QlPrefixManifest *manifest, const char *stem, const QlPaths *paths,
                         QlScans *scans);
void ql_prefix_free(QlPrefix *prefix);

/** The rooted path of @path without symbolic links. Free with g_free(). */
char *ql_prefix_real_name(const QlPaths *paths, const char *path);

/** The number of the file at @rooted; -1 if it is none of the prefix's. */
int ql_prefix_file(const QlPrefix *prefix, const char *rooted);

/** Marks, one flag a file, what reading file @file reads. */
void ql_prefix_mark_read(const QlPrefix *prefix, guint file, guint8 *marks);

/** Fills what @prefix knows of words. */
void ql_prefix_note_words(QlPrefix *prefix);

/** Macros whose expansion may come upon @word (guint32). */
const GArray *ql_prefix_reachers(const QlPrefix *prefix, guint32 word);

/** Edge number @i; those of file f begin at edge_start[f]. */
#define ql_prefix_edge(prefix, i) (&g_array_index((prefix)->manifest->edges, QlPrefixEdge, (i)))

/** What a planned prefix is built from. */
typedef struct QlPrefixSpec {
    char *key;
    char *stem; /* path of its files, without suffix */
    const QlTuInput *model;
    GPtrArray *members; /* indexes of inputs */
    guint wanted;       /* of them to be parsed */
    GHashTable *unfit;  /* members (pointers are the index + 1) that begin with something else */
    char *unfit_reason;
    char *first;         /* the #include all users begin with, as written: "x.h" or <x.h> */
    GPtrArray *headers;  /* char*: what follows, as written; NULL: not to be built */
    QlPrefix *prefix;    /* NULL: none */
    char *failure;       /* why it could not be built, or NULL */
    gboolean is_grouped; /* those that find other headers have been taken out of the members */
    gboolean is_rest;    /* it was made of those */
    gboolean is_least;   /* it has the first header only, for TUs that another one does not suit */
    struct QlPrefixSpec *least; /* the one of that kind for its members, or NULL */
} QlPrefixSpec;

/** Chooses headers for @spec from the texts of its members, and their model and first header unless
 * they are known; FALSE if there is nothing to share. */
gboolean ql_prefix_choose(QlPrefixSpec *spec, const GPtrArray *inputs, const QlPaths *paths,
                          QlScans *scans);

/** Builds @spec's files. */
gboolean ql_prefix_build(QlPrefixSpec *spec, const QlPaths *paths, GError **error);

/**
 * Checks a TU parsed with @prefix. NULL: its facts are those of a plain parse, and @files (char*,
 * rooted) gets every file a plain parse reads, those of the prefix in the order it reads them. Else
 * why that is not certain; free with g_free().
 */
char *ql_prefix_check(const QlPrefix *prefix, QlTuContext *tu, GPtrArray *files);

/**
 * Whether the TU uses nothing of the files of the prefix with a flag in @unread, functions and
 * variables aside: NULL, or what it uses; free with g_free().
 */
char *ql_prefix_check_uses(const QlPrefix *prefix, QlTuContext *tu, const guint8 *unread);

/** Fills in prefix->listed; FALSE if the list cannot be read. */
gboolean ql_prefix_note_listed(QlPrefix *prefix);

/** The text of file @file as the prefix has read it, owned by @prefix; NULL if it has changed since
 * or cannot be read. */
const char *ql_prefix_text(const QlPrefix *prefix, guint file, gsize *length);

/** Fills in prefix->declared. */
void ql_prefix_note_declared(QlPrefix *prefix);

/**
 * Whether the functions and variables that the facts collected from @tu name are declared as they
 * are without the prefix: NULL, or why that is not certain; free with g_free(). @files are those of
 * ql_prefix_check().
 */
char *ql_prefix_check_declared(const QlPrefix *prefix, QlTuContext *tu, const GPtrArray *files);

#endif
