/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of compiler diagnostics, so that editors and CI jump to each hop: "file:line: error:"
 * for the finding, a "file:line: note:" for each hop. Lines with two leading blanks belong to
 * neither.
 */
#include "reports.h"

#include "escape_text.h"
#include "witness_view.h"
#include <string.h>

typedef enum Paint { PAINT_PLACE, PAINT_ERROR, PAINT_WARNING, PAINT_NOTE, PAINT_LOCK } Paint;

static const char *const PAINTS[] = {
    [PAINT_PLACE] = "\033[1m",   [PAINT_ERROR] = "\033[1;31m", [PAINT_WARNING] = "\033[1;35m",
    [PAINT_NOTE] = "\033[1;36m", [PAINT_LOCK] = "\033[33m",
};

typedef struct Printer {
    GString *out;
    QlReportOptions options;
} Printer;

static void begin(Printer *p, Paint paint)
{
    if (p->options.colour) {
        g_string_append(p->out, PAINTS[paint]);
    }
}

static void end(Printer *p)
{
    if (p->options.colour) {
        g_string_append(p->out, "\033[0m");
    }
}

static void put(Printer *p, const char *text)
{
    ql_append_printable(p->out, text);
}

static void put_function(Printer *p, const char *name)
{
    put(p, name && *name ? name : "(unknown)");
    g_string_append(p->out, "()");
}

/* ---- "file:line: note: " ---- */

static void put_place(Printer *p, const QlStep *step)
{
    begin(p, PAINT_PLACE);
    put(p, step && *step->file ? step->file : "(unknown place)");
    if (step && step->line) {
        g_string_append_printf(p->out, ":%u", step->line);
    }
    g_string_append_c(p->out, ':');
    end(p);
    g_string_append_c(p->out, ' ');
}

static void put_severity(Printer *p, QlSeverity severity)
{
    static const Paint paints[] = {PAINT_NOTE, PAINT_WARNING, PAINT_ERROR};

    begin(p, paints[severity]);
    g_string_append_printf(p->out, "%s:", ql_severity_name(severity));
    end(p);
    g_string_append_c(p->out, ' ');
}

static void put_note(Printer *p, const QlStep *step)
{
    put_place(p, step);
    put_severity(p, QL_SEVERITY_NOTE);
}

/* ---- locks ---- */

static gboolean contains(char *const *list, const char *text)
{
    return g_strv_contains((const char *const *)list, text);
}

/* Those of @from that are not in @without, joined by commas; "" if there are none. */
static char *difference(char **from, char **without)
{
    GString *names = g_string_new(NULL);

    for (char **name = from; *name; name++) {
        if (!contains(without, *name)) {
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", *name);
        }
    }
    return g_string_free(names, FALSE);
}

static void put_lock_names(Printer *p, char *const *locks)
{
    g_autofree char *names = g_strjoinv(", ", (char **)locks);

    begin(p, PAINT_LOCK);
    put(p, names);
    end(p);
}

static void put_held(Printer *p, const QlStep *step)
{
    if (*step->held) {
        g_string_append(p->out, " [holding ");
        put_lock_names(p, step->held);
        g_string_append_c(p->out, ']');
    }
}

/* ---- hops ---- */

static void put_callee(Printer *p, const char *before, const QlStep *step)
{
    if (*step->callee) {
        g_string_append(p->out, before);
        put_function(p, step->callee);
    }
}

/* "f() takes BQL with g()"; the lock shows in what is held at the step after this. */
static void put_lock_step(Printer *p, const QlStep *step, const QlStep *next)
{
    gboolean takes = step->kind == QL_STEP_ACQUIRE;
    g_autofree char *lock = !next   ? g_strdup("")
                            : takes ? difference(next->held, step->held)
                                    : difference(step->held, next->held);

    g_string_append(p->out, takes ? " takes " : " drops ");
    if (*lock) {
        begin(p, PAINT_LOCK);
        put(p, lock);
        end(p);
    } else {
        g_string_append(p->out, "a lock");
    }
    put_callee(p, " with ", step);
}

static void put_via(Printer *p, const char *before, const QlStep *step)
{
    if (*step->via) {
        g_string_append(p->out, before);
        put(p, step->via);
    }
}

static void put_action(Printer *p, const QlStep *step, const QlStep *next)
{
    switch (step->kind) {
    case QL_STEP_ROOT: put_via(p, " through ", step); return;
    case QL_STEP_CALL: put_callee(p, " calls ", step); return;
    case QL_STEP_INDIRECT:
        put_callee(p, " calls ", step);
        put_via(p, " through ", step);
        return;
    case QL_STEP_ACQUIRE:
    case QL_STEP_RELEASE: put_lock_step(p, step, next); return;
    case QL_STEP_WAIT:
        g_string_append(p->out, " waits");
        put_callee(p, " in ", step);
        return;
    case QL_STEP_NESTED:
        g_string_append(p->out, " polls, which runs ");
        put_function(p, step->callee);
        put_via(p, ", ", step);
        return;
    case QL_STEP_VIOLATION:
        put_callee(p, " calls ", step);
        g_string_append(p->out, ": this is forbidden here");
        put_via(p, ": ", step);
        return;
    case QL_STEP_CREATE:
        g_string_append(p->out, " creates a thread");
        put_callee(p, " with ", step);
        put_via(p, ", which starts in ", step);
        return;
    case QL_STEP_FORK:
        g_string_append(p->out, " forks");
        put_callee(p, " with ", step);
        g_string_append(p->out, next ? "; what follows runs in the child" : "");
        return;
    case QL_STEP_BRANCH: g_string_append(p->out, " leaves the paths that balance here"); return;
    case QL_STEP_RETURN:
        g_string_append(p->out, " returns");
        put_callee(p, " to ", step);
        return;
    }
}

static const QlStep *step_at(const QlWitness *witness, guint i)
{
    return i < witness->steps->len ? witness->steps->pdata[i] : NULL;
}

static void put_hop(Printer *p, const QlWitness *witness, guint i)
{
    const QlStep *step = step_at(witness, i);

    put_note(p, step);
    if (step->kind == QL_STEP_ROOT) {
        g_string_append(p->out, "starts in ");
    }
    put_function(p, step->function);
    put_action(p, step, step_at(witness, i + 1));
    put_held(p, step);
    g_string_append_c(p->out, '\n');
}

static void put_folded(Printer *p, const QlWitness *witness, QlHops hops)
{
    const QlStep *first = step_at(witness, hops.first);

    put_note(p, first);
    g_string_append_printf(p->out, "… %u direct calls: ", hops.count);
    put(p, first->function);
    for (guint i = hops.first; i < hops.first + hops.count; i++) {
        g_string_append(p->out, " -> ");
        put(p, step_at(witness, i)->callee);
    }
    put_held(p, first);
    g_string_append_c(p->out, '\n');
}

static void put_hops(Printer *p, const QlWitness *witness, const QlWitness *best)
{
    g_autoptr(GArray) view = ql_witness_view(witness, best);
    guint shared = ql_witness_shared(witness, best);

    for (guint i = 0; i < view->len; i++) {
        QlHops hops = g_array_index(view, QlHops, i);

        if (hops.count == 1) {
            put_hop(p, witness, hops.first);
        } else if (!hops.first && shared) {
            g_string_append_printf(p->out, "  … the first %u hops are those of witness 1\n",
                                   hops.count);
        } else {
            put_folded(p, witness, hops);
        }
    }
}

/* ---- witnesses and findings ---- */

/* A path inside one function, whoever calls it: nothing leads there. */
static gboolean is_local(const QlWitness *witness)
{
    const QlStep *first = step_at(witness, 0);

    return first && first->kind >= QL_STEP_ACQUIRE && !g_strcmp0(witness->thread, "");
}

/* Who, with what in hand, gets where: the whole witness in one line. */
static void put_witness_title(Printer *p, const QlWitness *witness, guint number, guint count)
{
    const QlStep *last = witness->steps->len ? step_at(witness, witness->steps->len - 1) : NULL;

    g_string_append(p->out, "  ");
    if (count > 1) {
        g_string_append_printf(p->out, "witness %u of %u: ", number, count);
    }
    if (is_local(witness)) {
        g_string_append(p->out, "any thread");
    } else {
        g_string_append(p->out, "thread ");
        put(p, witness->thread && *witness->thread ? witness->thread : "(unknown)");
    }
    if (last) {
        g_string_append(p->out, *last->held ? ", holding " : ", holding nothing");
        put_lock_names(p, last->held);
        g_string_append(p->out, last->kind == QL_STEP_RETURN ? ", returns from " : ", gets to ");
        put_function(p, *last->callee ? last->callee : last->function);
    }
    g_string_append(p->out, ":\n");
}

static void put_path(Printer *p, const QlWitness *witness, const QlWitness *best)
{
    if (!p->options.full_path) {
        put_hops(p, witness, best);
        return;
    }
    for (guint j = 0; j < witness->steps->len; j++) {
        put_hop(p, witness, j);
    }
}

static void put_witness(Printer *p, const QlFinding *finding, guint i)
{
    const QlWitness *witness = finding->witnesses->pdata[i];

    put_witness_title(p, witness, i + 1, finding->witnesses->len);
    put_path(p, witness, i ? finding->witnesses->pdata[0] : NULL);
}

/* The violation, or else the end, of the best witness. */
static const QlStep *finding_place(const QlFinding *finding)
{
    const QlWitness *best = finding->witnesses->len ? finding->witnesses->pdata[0] : NULL;
    const QlStep *place = NULL;

    for (guint i = 0; best && i < best->steps->len; i++) {
        place = step_at(best, i);
        if (place->kind == QL_STEP_VIOLATION) {
            break;
        }
    }
    return place;
}

static void put_headline(Printer *p, const QlFinding *finding)
{
    put_place(p, finding_place(finding));
    put_severity(p, finding->severity);
    begin(p, PAINT_PLACE);
    put(p, finding->message);
    end(p);
    g_string_append(p->out, " [");
    put(p, finding->rule);
    g_string_append(p->out, "]\n");
}

static void put_also(Printer *p, const QlFinding *finding)
{
    if (finding->also && finding->also[0]) {
        g_autofree char *rules = g_strjoinv(", ", finding->also);

        g_string_append(p->out, "  also: ");
        put(p, rules);
        g_string_append_c(p->out, '\n');
    }
}

static void put_assumption(Printer *p, const QlFinding *finding)
{
    if (finding->assumption) {
        g_string_append(p->out, "  assumes that ");
        put(p, finding->assumption);
        g_string_append_c(p->out, '\n');
    }
}

static void put_identity(Printer *p, const QlFinding *finding)
{
    char confidence[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd(confidence, sizeof(confidence), "%.2f", finding->confidence);
    g_string_append_printf(p->out, "  confidence %s, fingerprint ", confidence);
    put(p, finding->fingerprint);
    g_string_append_c(p->out, '\n');
}

static gboolean print_finding(FILE *out, const QlFinding *finding, const QlReportOptions *options)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Printer printer = {.out = text};

    if (options) {
        printer.options = *options;
    }
    put_headline(&printer, finding);
    for (guint i = 0; i < finding->witnesses->len; i++) {
        put_witness(&printer, finding, i);
    }
    put_assumption(&printer, finding);
    put_also(&printer, finding);
    put_identity(&printer, finding);
    return fwrite(text->str, 1, text->len, out) == text->len;
}

gboolean ql_report_text(FILE *out, const GPtrArray *findings, const QlReportOptions *options)
{
    for (guint i = 0; i < findings->len; i++) {
        if ((i && fputc('\n', out) == EOF) || !print_finding(out, findings->pdata[i], options)) {
            return FALSE;
        }
    }
    return !fflush(out);
}

gboolean ql_report_witness(FILE *out, const QlWitness *witness, const QlReportOptions *options)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Printer printer = {.out = text};

    if (options) {
        printer.options = *options;
    }
    put_witness_title(&printer, witness, 1, 1);
    put_path(&printer, witness, NULL);
    return fwrite(text->str, 1, text->len, out) == text->len;
}
