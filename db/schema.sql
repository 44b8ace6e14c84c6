-- SPDX-License-Identifier: Apache-2.0
-- The index. docs/schema.md explains it; the views v_* are the interface for users, the tables are
-- not. Row numbers (id) differ from run to run and never reach any output.

PRAGMA application_id = 0x514c4442; -- "QLDB"
PRAGMA user_version = 2;            -- the schema's version

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Files and definitions are numbered as they arrive, so what one TU reads or holds is a few runs of
-- consecutive numbers: tu_file and tu_definition keep the runs.
CREATE TABLE file (
    id   INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    hash BLOB -- 16 bytes: SHA-256 of what was parsed, shortened; NULL: not known
);

CREATE TABLE definition (
    id      INTEGER PRIMARY KEY,
    content BLOB NOT NULL UNIQUE, -- 16 bytes: SHA-256 of data, shortened
    data    BLOB NOT NULL         -- encoded as in analyzer/model/definition_format.h
);

CREATE TABLE tu (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
    output      TEXT NOT NULL,
    flags_hash  TEXT NOT NULL,
    search_hash TEXT NOT NULL DEFAULT '', -- where its includes were found; '': not known
    state       TEXT NOT NULL CHECK (state IN ('clean', 'errors', 'failed')),
    errors      INTEGER NOT NULL,
    message     TEXT
);

CREATE TABLE tu_file (
    tu    INTEGER NOT NULL REFERENCES tu (id),
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (tu, first)
) WITHOUT ROWID;

CREATE TABLE tu_definition (
    tu    INTEGER NOT NULL REFERENCES tu (id),
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (tu, first)
) WITHOUT ROWID;

CREATE TABLE executable (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE executable_tu (
    executable INTEGER NOT NULL REFERENCES executable (id),
    tu         INTEGER NOT NULL REFERENCES tu (id),
    archive    INTEGER NOT NULL, -- 1: linked only if something needs it
    PRIMARY KEY (executable, tu)
) WITHOUT ROWID;

-- What follows repeats, for people, what definition.data says.

CREATE TABLE symbol (
    definition INTEGER PRIMARY KEY REFERENCES definition (id),
    kind       TEXT NOT NULL CHECK (kind IN ('function', 'variable', 'declaration')),
    key        TEXT NOT NULL,
    name       TEXT NOT NULL,
    file       TEXT NOT NULL,
    line       INTEGER NOT NULL,
    end_line   INTEGER NOT NULL,
    type       TEXT NOT NULL,
    linkage    TEXT NOT NULL CHECK (linkage IN ('external', 'static')),
    flags      TEXT NOT NULL,
    marks      TEXT NOT NULL,
    attrs      TEXT NOT NULL
);

CREATE TABLE call (
    definition INTEGER NOT NULL REFERENCES definition (id),
    event      INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    "column"   INTEGER NOT NULL,
    direct     INTEGER NOT NULL,
    callee     TEXT,          -- a function's key, or "Record.field", or a variable's key
    expression TEXT NOT NULL, -- the whole call
    macro      TEXT,
    PRIMARY KEY (definition, event)
) WITHOUT ROWID;

CREATE TABLE store (
    definition INTEGER NOT NULL REFERENCES definition (id),
    event      INTEGER NOT NULL,
    argument   INTEGER NOT NULL, -- position of the argument, -1 for an assignment
    line       INTEGER NOT NULL,
    "column"   INTEGER NOT NULL,
    function   TEXT NOT NULL, -- key of the function whose address is stored
    target     TEXT NOT NULL, -- where it goes, as an expression
    target_key TEXT,          -- "Record.field", a variable's key, or "callee#argument"
    PRIMARY KEY (definition, event, argument)
) WITHOUT ROWID;

CREATE VIEW v_meta AS
SELECT key, value FROM meta;

CREATE VIEW v_tus AS
SELECT source, output, flags_hash, state, errors, message,
       (SELECT coalesce(sum(last - first + 1), 0)
        FROM tu_definition WHERE tu = t.id) AS definitions,
       (SELECT coalesce(sum(last - first + 1), 0) FROM tu_file WHERE tu = t.id) AS files
FROM tu AS t;

CREATE VIEW v_files AS
SELECT path AS file, hash FROM file;

CREATE VIEW v_tu_files AS
SELECT t.source, t.output, f.path AS file
FROM tu AS t
JOIN tu_file AS r ON r.tu = t.id
JOIN file AS f ON f.id BETWEEN r.first AND r.last;

CREATE VIEW v_tu_definitions AS
SELECT t.source, t.output, d.content AS definition, s.kind, s.key, s.file, s.line
FROM tu AS t
JOIN tu_definition AS r ON r.tu = t.id
JOIN definition AS d ON d.id BETWEEN r.first AND r.last
JOIN symbol AS s ON s.definition = d.id;

CREATE VIEW v_executables AS
SELECT e.name AS executable, t.source, t.output, l.archive
FROM executable AS e
JOIN executable_tu AS l ON l.executable = e.id
JOIN tu AS t ON t.id = l.tu;

CREATE VIEW v_functions AS
SELECT d.content AS definition, s.key, s.name, s.file, s.line, s.end_line, s.type, s.linkage,
       s.flags, s.marks, s.attrs
FROM symbol AS s
JOIN definition AS d ON d.id = s.definition
WHERE s.kind = 'function';

CREATE VIEW v_declarations AS
SELECT d.content AS definition, s.key, s.name, s.file, s.line, s.type, s.flags, s.marks, s.attrs
FROM symbol AS s
JOIN definition AS d ON d.id = s.definition
WHERE s.kind = 'declaration';

CREATE VIEW v_variables AS
SELECT d.content AS definition, s.key, s.name, s.file, s.line, s.end_line, s.type, s.linkage,
       s.flags, s.marks, s.attrs
FROM symbol AS s
JOIN definition AS d ON d.id = s.definition
WHERE s.kind = 'variable';

CREATE VIEW v_calls AS
SELECT d.content AS definition, c.event, s.key AS caller, s.file, c.line, c."column",
       CASE c.direct WHEN 1 THEN 'direct' ELSE 'indirect' END AS kind,
       c.callee, c.expression, c.macro
FROM call AS c
JOIN symbol AS s ON s.definition = c.definition
JOIN definition AS d ON d.id = c.definition;

CREATE VIEW v_stores AS
SELECT d.content AS definition, o.event, s.key AS holder, s.file, o.line, o."column",
       CASE WHEN o.argument >= 0 THEN 'argument'
            WHEN s.kind = 'variable' THEN 'initialiser'
            ELSE 'assignment' END AS kind,
       o.function, o.target, o.target_key
FROM store AS o
JOIN symbol AS s ON s.definition = o.definition
JOIN definition AS d ON d.id = o.definition;
