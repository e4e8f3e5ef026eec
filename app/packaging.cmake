# What `cmake --install` puts where, and the Debian packages that `cpack -G DEB` makes of it: the
# program, and the library for those who build against it.

include(CMakePackageConfigHelpers)

find_program(gzip gzip REQUIRED)
add_custom_command(OUTPUT coffer.1.gz
  COMMAND ${gzip} -9nc ${PROJECT_SOURCE_DIR}/docs/coffer.1 > coffer.1.gz
  DEPENDS ${PROJECT_SOURCE_DIR}/docs/coffer.1 VERBATIM)
add_custom_target(manual ALL DEPENDS coffer.1.gz)

install(TARGETS coffer COMPONENT program)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/coffer.1.gz
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
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
set(CPACK_PACKAGE_CONTACT "the coffer maintainers <maintainers@coffer.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
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
  "Signs a request, fetches it over HTTPS and prints the cash balances, the margin\n\
balances or the margin risk profile as a table, JSON or CSV.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libcoffer-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libcpp-httplib-dev, libfmt-dev, libssl-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "${PROJECT_DESCRIPTION} (library)")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "The static library that coffer is built on, with its headers: signing,\n\
fetching and decoding account balances.")
include(CPack)
