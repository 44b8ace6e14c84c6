/* SPDX-License-Identifier: Apache-2.0 */
#include "prefix_pragmas.h"

#include <string.h>

enum { MAX_PUSHED = 60 };

QlText ql_pragma_text(QlText directive)
{
    QlText text = ql_skip_space(ql_skip_token(directive)); /* '#' */

    return ql_text_is(ql_leading_word(text), "pragma") ? ql_skip_space(ql_skip_token(text))
                                                       : (QlText){"", 0};
}

gboolean ql_pragma_matters(QlText text)
{
    static const char *const words[] = {"pack",
                                        "options",
                                        "align",
                                        "ms_struct",
                                        "weak",
                                        "push_macro",
                                        "pop_macro",
                                        "redefine_extname",
                                        "scalar_storage_order"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (ql_text_is(ql_leading_word(text), words[i])) {
            return TRUE;
        }
    }
    return ql_text_is(ql_leading_word(text), "clang") &&
           ql_text_is(ql_leading_word(ql_skip_space(ql_skip_token(text))), "attribute");
}

/* pack(push …) keeps how members are packed, pack(pop) goes back to it, pack() to the default.
 * FALSE for what is not followed. */
static gboolean note_packing(QlPragmas *pragmas, QlText text, const char *file)
{
    if (!ql_text_is(ql_leading_word(text), "pack")) {
        return FALSE;
    }
    text = ql_skip_space(ql_skip_token(ql_skip_space(ql_skip_token(text)))); /* after "pack (" */
    gboolean push = ql_text_is(ql_leading_word(text), "push");

    if (ql_text_is(ql_leading_word(text), "pop")) {
        pragmas->packed >>= pragmas->pushed > 0;
        pragmas->pushed -= pragmas->pushed > 0;
        text = ql_skip_space(ql_skip_token(text));
        return text.length && text.at[0] == ')'; /* a label: down to where? */
    }
    if (push) {
        pragmas->packed = pragmas->packed << 1 | (pragmas->packed & 1);
        pragmas->pushed++;
        text = ql_skip_space(ql_skip_token(text));
    }
    if (text.length && text.at[0] != ')') {
        pragmas->packed |= 1;
        pragmas->packer = file;
    } else if (!push) {
        pragmas->packed &= ~(guint64)1;
    }
    return pragmas->pushed <= MAX_PUSHED;
}

void ql_pragmas_note(QlPragmas *pragmas, QlText text, const char *file)
{
    if (!note_packing(pragmas, text, file)) {
        pragmas->lasting = file;
    }
}

const char *ql_pragmas_in_force(const QlPragmas *pragmas)
{
    if (pragmas->lasting) {
        return pragmas->lasting;
    }
    return pragmas->packed & 1 ? pragmas->packer : NULL;
}

guint ql_pragma_operator(QlText text)
{
    const char *start = text.at, *end = text.at + text.length;

    while ((text.at = memmem(text.at, text.length, "_Pragma", strlen("_Pragma")))) {
        guint offset = (guint)(text.at - start);
        text.length = (gsize)(end - text.at);
        text = ql_skip_space(ql_skip_token(text));
        QlText operand = ql_skip_space(ql_skip_token(text)); /* after the parenthesis */
        gboolean literal = operand.length && operand.at[0] == '"';
        if (!literal || ql_pragma_matters((QlText){operand.at + 1, operand.length - 1})) {
            return offset;
        }
    }
    return G_MAXUINT;
}
