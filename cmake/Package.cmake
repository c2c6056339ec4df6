# Installation: headers (the generated one beside the others), the library, a CMake package and a pkg-config file.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS sys EXPORT sysTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/sys" "${PROJECT_BINARY_DIR}/include/sys"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(EXPORT sysTargets NAMESPACE sys:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/sys")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/sysConfig.cmake.in" "${PROJECT_BINARY_DIR}/sysConfig.cmake"
  INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/sys")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/sysConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/sysConfig.cmake" "${PROJECT_BINARY_DIR}/sysConfigVersion.cmake"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/sys")

set(SYS_PC_LIBRARIES "")
foreach(library IN LISTS SYS_NATIVE_LIBRARIES)
  string(APPEND SYS_PC_LIBRARIES " -l${library}")
endforeach()
configure_file("${CMAKE_CURRENT_LIST_DIR}/sys.pc.in" "${PROJECT_BINARY_DIR}/sys.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/sys.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
