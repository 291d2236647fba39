# The studio's files become part of a library (api/studio.h): built anew when one of its sources changes, and left out
# where its packages are not installed (tools/setup --studio).
function(cairn_embed_studio library)
  set(studio ${PROJECT_SOURCE_DIR}/studio)
  set(out ${CMAKE_CURRENT_BINARY_DIR})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${studio}/src/* ${PROJECT_SOURCE_DIR}/schema/*.json)
  list(FILTER sources EXCLUDE REGEX "/generated/|\\.test\\.tsx?$")
  file(GLOB packages CONFIGURE_DEPENDS ${studio}/node_modules/.package-lock.json)
  add_custom_command(
    OUTPUT ${out}/studio_files.S ${out}/studio_files.cc
    COMMAND node ${PROJECT_SOURCE_DIR}/tools/embed-studio.mjs ${studio} ${out}
    DEPENDS ${PROJECT_SOURCE_DIR}/tools/embed-studio.mjs ${sources} ${packages} ${studio}/index.html ${studio}/vite.config.ts
            ${studio}/tools/types.mjs
    COMMENT "Building the studio"
    VERBATIM)
  target_sources(${library} PRIVATE ${out}/studio_files.S ${out}/studio_files.cc)
endfunction()
