# SPDX-License-Identifier: Apache-2.0
# One folder, one static library, one set of visible headers.
#
# ql_layer(NAME SOURCES … USES … [PRIVATE_LIBS …])
#   NAME          library ql_NAME of the current folder
#   USES          the layers it may include (design: data flows one way)
#   PRIVATE_LIBS  libraries whose headers only this folder may see
# A folder sees another folder's headers only through USES: each layer exports its own directory
# and nothing above it, so a forbidden include does not compile.

function(ql_layer name)
  cmake_parse_arguments(L "" "" "SOURCES;USES;PRIVATE_LIBS" ${ARGN})
  add_library(ql_${name} STATIC ${L_SOURCES})
  target_include_directories(ql_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(ql_${name} PUBLIC PkgConfig::GLIB PRIVATE ql_flags ${L_PRIVATE_LIBS})
  foreach(used IN LISTS L_USES)
    target_link_libraries(ql_${name} PUBLIC ql_${used})
  endforeach()
endfunction()
