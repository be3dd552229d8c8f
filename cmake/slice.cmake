# One function per kind of room. A room finds its own files, so that adding one needs no edit here.
include(GoogleTest)
find_package(GTest REQUIRED)
find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)

set(USHER_GENERATED ${CMAKE_BINARY_DIR}/generated)

# Compiled first: turns SQL, migrations and the web UI into C++.
add_executable(embed ${CMAKE_SOURCE_DIR}/tools/embed.cpp)
target_link_libraries(embed PRIVATE usher_flags)

# The heavy headers once, shared by every room.
add_library(usher_pch STATIC ${CMAKE_SOURCE_DIR}/src/base/boost.cpp)
target_link_libraries(usher_pch PUBLIC usher_flags usher_external)
target_include_directories(usher_pch PUBLIC ${CMAKE_SOURCE_DIR}/src ${USHER_GENERATED})
target_precompile_headers(usher_pch PRIVATE ${CMAKE_SOURCE_DIR}/src/base/pch.hpp)

# usher_room(name [USES room…] [LIBRARIES target…])
#   src/<name>/**/*.cpp         the library usher_<name>
#   src/<name>/sql/*.sql        named queries, as <name>/sql.hpp
#   src/<name>/tests/*_test.cpp the test program <name>_tests
function(usher_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LIBRARIES" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/tests/|/boost\\.cpp$")
  file(GLOB queries CONFIGURE_DEPENDS ${dir}/sql/*.sql)
  file(GLOB tests CONFIGURE_DEPENDS ${dir}/tests/*_test.cpp)

  if(queries)
    set(header ${USHER_GENERATED}/${name}/sql.hpp)
    add_custom_command(OUTPUT ${header}
      COMMAND embed sql ${name} ${header} ${queries}
      DEPENDS embed ${queries} VERBATIM)
    list(APPEND sources ${header})
  endif()
  if(NOT sources)
    file(WRITE ${USHER_GENERATED}/empty_${name}.cpp "")
    set(sources ${USHER_GENERATED}/empty_${name}.cpp)
  endif()

  add_library(usher_${name} STATIC ${sources})
  target_precompile_headers(usher_${name} REUSE_FROM usher_pch)
  target_link_libraries(usher_${name} PUBLIC usher_pch ${ROOM_LIBRARIES})
  foreach(room IN LISTS ROOM_USES)
    target_link_libraries(usher_${name} PUBLIC usher_${room})
  endforeach()

  if(tests)
    add_executable(${name}_tests ${tests})
    target_precompile_headers(${name}_tests REUSE_FROM usher_pch)
    target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${name}_tests PRIVATE usher_${name} usher_test_support
      GTest::gtest GTest::gtest_main ${RAPIDCHECK_LIBRARY})
    gtest_discover_tests(${name}_tests TEST_PREFIX ${name}/ DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# usher_rooms(file out): makes every room that src/LAYERS names but app, each over those of the layers
# above its own, and lists them in `out`. What one needs from outside is in <room>_LIBRARIES.
function(usher_rooms file out)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX REPLACE "[][;\"\\]" "" text "${text}")
  string(REPLACE "\n" ";" lines "${text}")
  set(above "")
  set(layer "")
  foreach(line IN LISTS lines)
    if(line STREQUAL "")
      list(APPEND above ${layer})
      set(layer "")
    elseif(line MATCHES "^([a-z_]+) " AND NOT CMAKE_MATCH_1 STREQUAL "app")
      list(APPEND layer ${CMAKE_MATCH_1})
      usher_room(${CMAKE_MATCH_1} USES ${above} LIBRARIES ${${CMAKE_MATCH_1}_LIBRARIES})
    endif()
  endforeach()
  set(${out} ${above} ${layer} PARENT_SCOPE)
endfunction()

# The migrations of every room, in one list ordered by their timestamps.
file(GLOB USHER_MIGRATIONS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*/migrations/*.sql)
add_custom_command(OUTPUT ${USHER_GENERATED}/migrations.cpp
  COMMAND embed migrations ${USHER_GENERATED}/migrations.cpp ${USHER_MIGRATIONS}
  DEPENDS embed ${USHER_MIGRATIONS} VERBATIM)
add_library(usher_migrations STATIC ${USHER_GENERATED}/migrations.cpp)
target_precompile_headers(usher_migrations REUSE_FROM usher_pch)
target_link_libraries(usher_migrations PUBLIC usher_pch)

# The built web UI (ui/dist), compressed beforehand; without it the server serves only the API.
function(usher_embed_ui target)
  file(GLOB_RECURSE assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ui/dist/*)
  set(out ${USHER_GENERATED}/ui_assets)
  add_custom_command(OUTPUT ${out}.cpp ${out}.S
    COMMAND embed assets ${out} ${CMAKE_SOURCE_DIR}/ui/dist
    DEPENDS embed ${assets} VERBATIM)
  add_library(${target} STATIC ${out}.cpp ${out}.S)
  set_source_files_properties(${out}.S PROPERTIES OBJECT_DEPENDS "${assets}")
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
endfunction()

# usher_app([USES room…]): everything but main as a library, so that tests can compose it too.
function(usher_app)
  cmake_parse_arguments(APP "" "" "USES" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/app)
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp ${dir}/commands/*.cpp ${dir}/demo/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/app/main\\.cpp$")
  file(GLOB tests CONFIGURE_DEPENDS ${dir}/tests/*_test.cpp)
  file(GLOB queries CONFIGURE_DEPENDS ${dir}/sql/*.sql)
  if(queries)
    set(header ${USHER_GENERATED}/app/sql.hpp)
    add_custom_command(OUTPUT ${header} COMMAND embed sql app ${header} ${queries}
      DEPENDS embed ${queries} VERBATIM)
    list(APPEND sources ${header})
  endif()
  usher_embed_ui(usher_ui)
  add_library(usher_app STATIC ${sources})
  target_precompile_headers(usher_app REUSE_FROM usher_pch)
  target_link_libraries(usher_app PUBLIC usher_pch usher_migrations usher_ui)
  foreach(room IN LISTS APP_USES)
    target_link_libraries(usher_app PUBLIC usher_${room})
  endforeach()
  add_executable(usher ${dir}/main.cpp)
  target_precompile_headers(usher REUSE_FROM usher_pch)
  target_link_libraries(usher PRIVATE usher_app)
  set_target_properties(usher PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  if(tests)
    add_executable(app_tests ${tests})
    target_precompile_headers(app_tests REUSE_FROM usher_pch)
    target_include_directories(app_tests PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(app_tests PRIVATE usher_app usher_test_support
      GTest::gtest GTest::gtest_main ${RAPIDCHECK_LIBRARY})
    gtest_discover_tests(app_tests TEST_PREFIX app/ DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
  endif()
endfunction()
