# What every target of Millrace shares: flags, sanitizers, and the two ways of declaring a target.
include_guard(GLOBAL)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(GTest REQUIRED)

add_library(millrace_flags INTERFACE)
target_include_directories(millrace_flags INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
target_compile_options(millrace_flags INTERFACE -Wall -Wextra -Wconversion -Werror -fno-omit-frame-pointer)
target_link_libraries(millrace_flags INTERFACE Threads::Threads)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # What is switched off for g++ has names that clang does not know.
  target_compile_options(millrace_flags INTERFACE -Wthread-safety -Wno-unknown-warning-option)
endif()
if(MILLRACE_SANITIZE)
  target_compile_options(millrace_flags INTERFACE -fsanitize=${MILLRACE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(millrace_flags INTERFACE -fsanitize=${MILLRACE_SANITIZE})
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # g++ 12 takes members of variants for uninitialized once it has instrumented them; without
    # sanitizers the warning stands.
    target_compile_options(millrace_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# Third-party headers are system headers: our warnings are for our code.
# millrace_package(alias pkg-config-module…) declares the interface target pkg::<alias>.
function(millrace_package alias)
  if(TARGET pkg_${alias})
    return()
  endif()
  pkg_check_modules(${alias}_PKG REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
  add_library(pkg_${alias} INTERFACE)
  target_link_libraries(pkg_${alias} INTERFACE PkgConfig::${alias}_PKG)
  add_library(pkg::${alias} ALIAS pkg_${alias})
endfunction()

# millrace_module(NAME SOURCES a.cc … [DEPS base json …] [LIBS pkg::x …] [TESTS a_test.cc …] [TEST_DEPS …])
# One static library millrace_<NAME>, linked as mr::<NAME>, and one GoogleTest binary <NAME>_test.
function(millrace_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LIBS;TESTS;TEST_DEPS" ${ARGN})
  add_library(millrace_${name} STATIC ${ARG_SOURCES})
  add_library(mr::${name} ALIAS millrace_${name})
  list(TRANSFORM ARG_DEPS PREPEND mr::)
  list(TRANSFORM ARG_TEST_DEPS PREPEND mr::)
  target_link_libraries(millrace_${name} PUBLIC millrace_flags ${ARG_DEPS} ${ARG_LIBS})
  if(ARG_TESTS)
    add_executable(${name}_test ${ARG_TESTS})
    target_link_libraries(${name}_test PRIVATE mr::${name} ${ARG_TEST_DEPS} GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 300
      ENVIRONMENT "MILLRACE_SOURCE_DIR=${CMAKE_SOURCE_DIR};MILLRACE_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  endif()
endfunction()

# millrace_fuzzer(NAME SOURCES x_fuzz.cc DEPS module…): a libFuzzer binary under clang (preset fuzz); elsewhere nothing.
function(millrace_fuzzer name)
  if(NOT MILLRACE_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  list(TRANSFORM ARG_DEPS PREPEND mr::)
  add_executable(${name}_fuzz ${ARG_SOURCES})
  target_link_libraries(${name}_fuzz PRIVATE millrace_flags ${ARG_DEPS} -fsanitize=fuzzer)
endfunction()
