# SPDX-License-Identifier: Apache-2.0
# cmake -DIN=schema.sql -DOUT=schema_sql.c -P embed.cmake: the text of IN as a C array.
file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(........................................)" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT} "#include \"schema_sql.h\"\n\nconst char ql_schema_sql[] = {\n${bytes}0};\n")
