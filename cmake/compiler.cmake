# Warnings are errors, everywhere, from the first line. External headers come in as SYSTEM.
add_library(usher_flags INTERFACE)
target_compile_options(usher_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-qual -Wconversion -Wno-sign-conversion -Wimplicit-fallthrough -Wunused
  -fno-omit-frame-pointer -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
  # A package that is installed again touches headers without changing them.
  "SHELL:-Xclang -fno-pch-timestamp")
target_compile_definitions(usher_flags INTERFACE
  USHER_VERSION="${PROJECT_VERSION}"
  $<$<BOOL:${USHER_TEST_CLOCK}>:USHER_TEST_CLOCK=1>)
target_link_options(usher_flags INTERFACE -fuse-ld=lld)

set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -fstack-protector-strong -D_FORTIFY_SOURCE=2")
set(CMAKE_EXE_LINKER_FLAGS_RELEASE "-Wl,-z,relro,-z,now -Wl,--gc-sections -Wl,--strip-debug")

if(USHER_SANITIZE)
  target_compile_options(usher_flags INTERFACE -fsanitize=${USHER_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(usher_flags INTERFACE -fsanitize=${USHER_SANITIZE})
endif()
