# What `cmake --install` puts where, and the Debian packages that `cpack -G DEB` makes of it: the
# program, and the library for those who build against it.

include(CMakePackageConfigHelpers)

find_program(gzip gzip REQUIRED)
add_custom_command(OUTPUT coffer.1.gz
  COMMAND ${gzip} -9nc ${PROJECT_SOURCE_DIR}/docs/coffer.1 > coffer.1.gz
  DEPENDS ${PROJECT_SOURCE_DIR}/docs/coffer.1 VERBATIM)

# What Debian asks of each package. The licence is the maintainers' to choose.
set(CPACK_PACKAGE_CONTACT "the coffer maintainers <maintainers@coffer.invalid>")
file(CONFIGURE OUTPUT changelog CONTENT
"coffer (@PROJECT_VERSION@) stable; urgency=medium

  * See docs/changes.md in the documentation of coffer.

 -- @CPACK_PACKAGE_CONTACT@  Mon, 30 Nov 2026 12:00:00 +0000
")
file(CONFIGURE OUTPUT copyright CONTENT
"Copyright 2026 the coffer maintainers. No licence has been chosen yet.
")
add_custom_command(OUTPUT changelog.gz COMMAND ${gzip} -9nc changelog > changelog.gz
  DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/changelog VERBATIM)
add_custom_target(manual ALL DEPENDS coffer.1.gz changelog.gz)

install(TARGETS coffer COMPONENT program)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/coffer.1.gz
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/coffer COMPONENT program)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/coffer COMPONENT program)
set(debian_files ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz ${CMAKE_CURRENT_BINARY_DIR}/copyright)
install(FILES ${debian_files} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/coffer COMPONENT program)
install(FILES ${debian_files} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libcoffer-dev
  COMPONENT development)
install(FILES completions/coffer.bash RENAME coffer
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
# Where Debian's zsh looks below /usr, and below /usr/local.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(zsh_directory vendor-completions)
else()
  set(zsh_directory site-functions)
endif()
install(FILES completions/_coffer
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh_directory} COMPONENT program)
install(FILES completions/coffer.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/coffer)
install(TARGETS coffer_lib EXPORT coffer COMPONENT development
  FILE_SET HEADERS COMPONENT development)
install(EXPORT coffer NAMESPACE coffer:: FILE coffer-targets.cmake
  DESTINATION ${package_directory} COMPONENT development)
configure_file(lib/coffer-config.cmake.in coffer-config.cmake @ONLY)
write_basic_package_version_file(coffer-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/coffer-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/coffer-config-version.cmake
  DESTINATION ${package_directory} COMPONENT development)
file(RELATIVE_PATH prefix_from_pkgconfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(lib/coffer.pc.in coffer.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/coffer.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

set(CPACK_PACKAGE_NAME coffer)
set(CPACK_PACKAGE_VENDOR coffer)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has one of its own
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME coffer)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
  "${PROJECT_DESCRIPTION}\n\
Asks the exchange for the cash and margin balances, the margin risk profile,\n\
what an account is worth and what changed it, and prints a table, JSON or CSV.\n\
It keeps logs of balances from cron, reads them back, and raises alarms. It\n\
only reads, and amounts are exact.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libcoffer-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libcpp-httplib-dev, libfmt-dev, libssl-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "Asks BitMax/AscendEX for balances (C++ library)\n\
For C++20 programs that read an account themselves: the static library that\n\
coffer is built on, with its headers, CMake package and pkg-config file. It\n\
signs requests, fetches them over HTTPS and decodes balances exactly.")
include(CPack)
