/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two tables decide. An option in neither is dropped, which keeps out whatever a future compiler
 * may invent to load plugins or write files. Only -m options are taken on trust, apart from those
 * that clang refuses: the names of instruction set extensions are too many to list.
 */
#include "command.h"

#include <string.h>

typedef enum Shape {
    ALONE,  /* the word itself */
    PREFIX, /* the word and what is joined to it */
    NEXT,   /* the argument is the next word */
    EITHER, /* the argument is joined or the next word */
} Shape;

typedef enum Action {
    DROP,
    KEEP,
    JOIN,     /* keep as one word */
    SPLIT,    /* keep as two words */
    OUTPUT,   /* remember */
    LANGUAGE, /* remember */
    INNER,    /* the argument is preprocessor options, separated by commas */
    FEATURE,  /* -f… */
    MACHINE,  /* -m… */
    OPTIMISE, /* -O… */
} Action;

typedef struct Option {
    const char *name;
    Shape shape;
    Action action;
} Option;

/* The first match wins: a name stands before any of its own beginnings that is EITHER or PREFIX. */
static const Option OPTIONS[] = {
    {"-o", EITHER, OUTPUT},
    {"-I-", ALONE, DROP},
    {"-I", EITHER, JOIN},
    {"-D", EITHER, JOIN},
    {"-U", EITHER, JOIN},
    {"-include-pch", EITHER, DROP},
    {"-include", EITHER, SPLIT},
    {"-imacros", EITHER, SPLIT},
    {"-isystem-after", EITHER, SPLIT},
    {"-isystem", EITHER, SPLIT},
    {"-iquote", EITHER, SPLIT},
    {"-idirafter", EITHER, SPLIT},
    {"-iprefix", EITHER, SPLIT},
    {"-iwithprefixbefore", EITHER, SPLIT},
    {"-iwithprefix", EITHER, SPLIT},
    {"-isysroot", EITHER, SPLIT},
    {"--sysroot=", PREFIX, KEEP},
    {"--sysroot", NEXT, SPLIT},
    {"--target=", PREFIX, KEEP},
    {"-target", NEXT, SPLIT},
    {"-arch", NEXT, SPLIT},
    {"-std=", PREFIX, KEEP},
    {"--std=", PREFIX, KEEP},
    {"-ansi", ALONE, KEEP},
    {"-pthread", ALONE, KEEP},
    {"-nostdinc", ALONE, KEEP},
    {"-nostdlibinc", ALONE, KEEP},
    {"-undef", ALONE, KEEP},
    {"-trigraphs", ALONE, KEEP},
    {"-x", EITHER, LANGUAGE},
    {"-Wp,", PREFIX, INNER},
    {"-Xpreprocessor", NEXT, INNER},
    {"-O", PREFIX, OPTIMISE},
    {"-mllvm", EITHER, DROP},
    {"-mmlir", NEXT, DROP},
    {"-mthread-model", NEXT, DROP},
    {"-mlink", PREFIX, DROP},
    {"-module-", PREFIX, DROP},
    {"-f", PREFIX, FEATURE},
    {"-m", PREFIX, MACHINE},

    /* Dropped with the word after them. */
    {"-MF", NEXT, DROP},
    {"-MT", NEXT, DROP},
    {"-MQ", NEXT, DROP},
    {"-MJ", NEXT, DROP},
    {"-Xclang", NEXT, DROP},
    {"-Xassembler", NEXT, DROP},
    {"-Xlinker", NEXT, DROP},
    {"-Xanalyzer", NEXT, DROP},
    {"-Xarch_host", NEXT, DROP},
    {"-Xarch_device", NEXT, DROP},
    {"-load", NEXT, DROP},
    {"-plugin", NEXT, DROP},
    {"-add-plugin", NEXT, DROP},
    {"-specs", NEXT, DROP},
    {"--specs", NEXT, DROP},
    {"-wrapper", NEXT, DROP},
    {"-B", NEXT, DROP},
    {"--config", NEXT, DROP},
    {"-resource-dir", NEXT, DROP},
    {"-working-directory", NEXT, DROP},
    {"-ivfsoverlay", NEXT, DROP},
    {"-imultilib", NEXT, DROP},
    {"-serialize-diagnostics", NEXT, DROP},
    {"--serialize-diagnostics", NEXT, DROP},
    {"-aux-info", NEXT, DROP},
    {"-dumpbase", NEXT, DROP},
    {"-dumpbase-ext", NEXT, DROP},
    {"-dumpdir", NEXT, DROP},
    {"--param", NEXT, DROP},
    {"-framework", NEXT, DROP},
    {"-L", NEXT, DROP},
    {"-l", NEXT, DROP},
    {"-T", NEXT, DROP},
    {"-u", NEXT, DROP},
    {"-z", NEXT, DROP},
    {"-e", NEXT, DROP},
    {"-A", NEXT, DROP},
    {"-G", NEXT, DROP},
};

typedef enum Forms { YES = 1, NO = 2, VALUE = 4, BOTH = YES | NO } Forms;

typedef struct Feature {
    const char *name;
    int forms; /* -fNAME, -fno-NAME, -fNAME=… */
} Feature;

/* Those -f options that change the language or the predefined macros, in forms clang knows. */
static const Feature FEATURES[] = {
    {"PIC", BOTH},
    {"PIE", BOTH},
    {"asm", BOTH},
    {"blocks", BOTH},
    {"bracket-depth", VALUE},
    {"builtin", BOTH},
    {"cf-protection", YES | VALUE},
    {"common", BOTH},
    {"constexpr-steps", VALUE},
    {"declspec", BOTH},
    {"dollars-in-identifiers", BOTH},
    {"exceptions", BOTH},
    {"fast-math", BOTH},
    {"finite-math-only", BOTH},
    {"freestanding", YES},
    {"gnu-inline-asm", BOTH},
    {"gnu-keywords", BOTH},
    {"gnu89-inline", BOTH},
    {"hosted", YES},
    {"lax-vector-conversions", BOTH | VALUE},
    {"math-errno", BOTH},
    {"ms-compatibility", BOTH},
    {"ms-extensions", BOTH},
    {"openmp", BOTH | VALUE},
    {"pack-struct", BOTH | VALUE},
    {"pic", BOTH},
    {"pie", BOTH},
    {"short-enums", BOTH},
    {"short-wchar", BOTH},
    {"signed-char", BOTH},
    {"stack-protector", BOTH},
    {"stack-protector-all", YES},
    {"stack-protector-strong", YES},
    {"strict-aliasing", BOTH},
    {"unsigned-char", BOTH},
    {"visibility", VALUE},
    {"wrapv", BOTH},
};

/* Sanitisers change predefined macros; those listed are known to gcc and clang alike. */
static const char *const SANITIZERS[] = {"address", "leak", "thread", "undefined"};

/* gcc's -m options that clang refuses, without "-m" and "no-"; "…=" and "…-" are prefixes. */
static const char *const GCC_MACHINE[] = {
    "128bit-long-double",
    "96bit-long-double",
    "accumulate-outgoing-args",
    "align-data=",
    "align-stringops",
    "android",
    "avx256-split-unaligned-",
    "bionic",
    "branch-cost=",
    "call-ms2sysv-xlogues",
    "cld",
    "dispatch-scheduler",
    "fancy-math-387",
    "force-drap",
    "function-return=",
    "fused-madd",
    "gather",
    "hard-float",
    "harden-sls=",
    "ieee-fp",
    "incoming-stack-boundary=",
    "indirect-branch=",
    "indirect-branch-",
    "large-data-threshold=",
    "manual-endbr",
    "memcpy-strategy=",
    "memset-strategy=",
    "move-max=",
    "needed",
    "nop-mcount",
    "pc32",
    "pc64",
    "pc80",
    "prefer-avx128",
    "preferred-stack-boundary=",
    "push-args",
    "record-mcount",
    "rtd",
    "scatter",
    "skip-rax-setup",
    "sseregparm",
    "store-max=",
    "stringop-strategy=",
    "tls-dialect=",
    "tune-ctrl=",
    "unroll-only-small-loops",
    "veclibabi=",
};

static const char *const WRAPPERS[] = {"ccache", "distcc", "icecc", "sccache",
                                       "env",    "nice",   "time"};

/* First parts of target triples, as in "aarch64-linux-gnu-gcc". */
static const char *const ARCHITECTURES[] = {
    "aarch64", "arm",  "hexagon", "hppa", "i386",  "i486",  "i586",  "i686",   "loongarch64",
    "m68k",    "mips", "powerpc", "ppc",  "riscv", "s390x", "sparc", "x86_64",
};

typedef struct Parser {
    GPtrArray *flags;
    char *output;
    char *language; /* of -x, or NULL */
} Parser;

static void parse_words(Parser *parser, char *const *words);

static gboolean starts_with_any(const char *word, const char *const *names, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        if (g_str_has_prefix(word, names[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean equals_any(const char *word, const char *const *names, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        if (!strcmp(word, names[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean matches(const Option *option, const char *word)
{
    if (option->shape == ALONE || option->shape == NEXT) {
        return !strcmp(word, option->name);
    }
    return g_str_has_prefix(word, option->name);
}

/* A thousand commands have a hundred words each: the second character rules most options out. */
static const Option *find_option(const char *word)
{
    if (*word != '-') {
        return NULL;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
        if (OPTIONS[i].name[1] == word[1] && matches(&OPTIONS[i], word)) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

static void keep(Parser *parser, const char *word)
{
    g_ptr_array_add(parser->flags, g_strdup(word));
}

static gboolean is_allowed_feature(const char *name, Forms form)
{
    for (gsize i = 0; i < G_N_ELEMENTS(FEATURES); i++) {
        if ((FEATURES[i].forms & form) && !strcmp(FEATURES[i].name, name)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void keep_sanitizers(Parser *parser, const char *list)
{
    g_auto(GStrv) names = g_strsplit(list, ",", -1);

    for (char **name = names; *name; name++) {
        if (equals_any(*name, SANITIZERS, G_N_ELEMENTS(SANITIZERS))) {
            g_ptr_array_add(parser->flags, g_strconcat("-fsanitize=", *name, NULL));
        }
    }
}

static void parse_feature(Parser *parser, const char *word)
{
    const char *name = word + strlen("-f");
    const char *equals = strchr(name, '=');
    g_autofree char *stem = equals ? g_strndup(name, equals - name) : g_strdup(name);
    gboolean negated = g_str_has_prefix(stem, "no-");
    Forms form = equals ? VALUE : negated ? NO : YES;

    if (g_str_has_prefix(word, "-fsanitize=")) {
        keep_sanitizers(parser, equals + 1);
    } else if (is_allowed_feature(form == NO ? stem + strlen("no-") : stem, form) ||
               g_str_has_prefix(word, "-fno-builtin-")) {
        keep(parser, word);
    }
}

/* A name that ends in '=' or '-' is the beginning of several options. */
static gboolean is_gcc_machine(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(GCC_MACHINE); i++) {
        const char *known = GCC_MACHINE[i];
        gboolean is_prefix = strchr("=-", known[strlen(known) - 1]) != NULL;

        if (is_prefix ? g_str_has_prefix(name, known) : !strcmp(name, known)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void parse_machine(Parser *parser, const char *word)
{
    const char *name = word + strlen("-m");

    if (g_str_has_prefix(name, "no-")) {
        name += strlen("no-");
    }
    if (!is_gcc_machine(name)) {
        keep(parser, word);
    }
}

static void parse_optimise(Parser *parser, const char *word)
{
    const char *level = word + strlen("-O");

    if (!strcmp(level, "fast") || (strspn(level, "0123456789gsz") == strlen(level))) {
        keep(parser, word);
    }
}

static void parse_inner(Parser *parser, const char *list)
{
    g_auto(GStrv) words = g_strsplit(list, ",", -1);

    parse_words(parser, words);
}

static void set(char **where, const char *value)
{
    g_free(*where);
    *where = g_strdup(value);
}

/* @word is the option as written; @argument what follows its name, joined or in the next word. */
static void apply(Parser *parser, const Option *option, const char *word, const char *argument)
{
    switch (option->action) {
    case DROP: return;
    case KEEP: keep(parser, word); return;
    case JOIN: g_ptr_array_add(parser->flags, g_strconcat(option->name, argument, NULL)); return;
    case SPLIT:
        keep(parser, option->name);
        keep(parser, argument);
        return;
    case OUTPUT: set(&parser->output, argument); return;
    case LANGUAGE: set(&parser->language, argument); return;
    case INNER: parse_inner(parser, argument); return;
    case FEATURE: parse_feature(parser, word); return;
    case MACHINE: parse_machine(parser, word); return;
    case OPTIMISE: parse_optimise(parser, word); return;
    }
}

/* Handles the word at @words and returns how many words that took. */
static guint parse_option(Parser *parser, char *const *words)
{
    const char *word = words[0];
    const Option *option = find_option(word);
    const char *joined;

    if (!option) {
        return 1;
    }
    joined = word + strlen(option->name);
    if (option->shape == NEXT || (option->shape == EITHER && !*joined)) {
        if (!words[1]) {
            return 1;
        }
        apply(parser, option, word, words[1]);
        return 2;
    }
    apply(parser, option, word, joined);
    return 1;
}

static void parse_words(Parser *parser, char *const *words)
{
    while (*words && strcmp(*words, "--")) {
        words += parse_option(parser, words);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The compiler's word, behind any wrappers, their variables and options; NULL if there is none. */
static char *const *find_compiler(char *const *words)
{
    gboolean wrapped = FALSE;

    for (; *words; words++) {
        const char *name = base_name(*words);

        if (equals_any(name, WRAPPERS, G_N_ELEMENTS(WRAPPERS))) {
            wrapped = TRUE;
        } else if (!strchr(*words, '=') || !wrapped) {
            return **words == '-' ? NULL : words;
        }
    }
    return NULL;
}

/* A cross compiler says its target in its name only: make it a flag. */
static void add_target(Parser *parser, const char *compiler)
{
    const char *name = base_name(compiler);
    const char *tool = g_strrstr(name, "-gcc");

    tool = tool ? tool : g_strrstr(name, "-clang");
    tool = tool ? tool : g_strrstr(name, "-cc");
    if (tool && starts_with_any(name, ARCHITECTURES, G_N_ELEMENTS(ARCHITECTURES))) {
        g_ptr_array_add(parser->flags, g_strdup_printf("--target=%.*s", (int)(tool - name), name));
    }
}

static gboolean is_c(const char *language, const char *compiler, const char *source)
{
    if (language && strcmp(language, "none")) {
        return !strcmp(language, "c");
    }
    return g_str_has_suffix(source, ".c") && !(compiler && strstr(base_name(compiler), "++"));
}

QlCommand *ql_command_parse(char *const *words, const char *source)
{
    QlCommand *command = g_new0(QlCommand, 1);
    Parser parser = {.flags = g_ptr_array_new()};
    char *const *compiler = find_compiler(words);

    if (compiler) {
        add_target(&parser, *compiler);
    }
    parse_words(&parser, compiler ? compiler + 1 : words);
    command->is_c = is_c(parser.language, compiler ? *compiler : NULL, source);
    if (command->is_c && !g_str_has_suffix(source, ".c")) {
        keep(&parser, "-x");
        keep(&parser, "c");
    }
    g_ptr_array_add(parser.flags, NULL);
    command->flags = (char **)g_ptr_array_free(parser.flags, FALSE);
    command->output = parser.output;
    g_free(parser.language);
    return command;
}

void ql_command_free(QlCommand *command)
{
    if (command) {
        g_strfreev(command->flags);
        g_free(command->output);
        g_free(command);
    }
}
