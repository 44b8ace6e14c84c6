# SPDX-License-Identifier: Apache-2.0
# The libraries qlockdep stands on, all of them Debian packages (see scripts/setup).

find_package(PkgConfig REQUIRED)
pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0>=2.68)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.34)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.13)

# libclang 19 or newer: older ones hide operator kinds and positions inside macro bodies.
set(QLOCKDEP_LLVM_DIR /usr/lib/llvm-19 CACHE PATH "Prefix of LLVM/libclang 19 or newer")
find_path(LIBCLANG_INCLUDE_DIR clang-c/Index.h
          HINTS ${QLOCKDEP_LLVM_DIR}/include NO_DEFAULT_PATH REQUIRED)
find_library(LIBCLANG_LIBRARY NAMES clang clang-19
             HINTS ${QLOCKDEP_LLVM_DIR}/lib NO_DEFAULT_PATH REQUIRED)
add_library(libclang INTERFACE)
target_include_directories(libclang SYSTEM INTERFACE ${LIBCLANG_INCLUDE_DIR})
target_link_libraries(libclang INTERFACE ${LIBCLANG_LIBRARY})

option(QLOCKDEP_WERROR "Treat warnings as errors" OFF)
option(QLOCKDEP_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

add_library(ql_flags INTERFACE)
target_compile_features(ql_flags INTERFACE c_std_11)
target_compile_definitions(ql_flags INTERFACE _GNU_SOURCE G_LOG_DOMAIN="qlockdep")
target_compile_options(ql_flags INTERFACE -Wall -Wextra -Wshadow -Wstrict-prototypes
                       -Wmissing-prototypes -Wno-unused-parameter
                       $<$<BOOL:${QLOCKDEP_WERROR}>:-Werror>)
if(QLOCKDEP_SANITIZE)
  target_compile_options(ql_flags INTERFACE -fsanitize=address,undefined
                         -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(ql_flags INTERFACE -fsanitize=address,undefined)
endif()
