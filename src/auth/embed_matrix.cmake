# Writes matrix_text.cc from permissions.csv: cmake -DOUT=… -DFILE=permissions.csv -P embed_matrix.cmake
file(READ "${FILE}" text)
file(WRITE "${OUT}" "// Written by embed_matrix.cmake from src/auth/permissions.csv.
#include \"auth/matrix.h\"

namespace millrace::auth {
std::string_view matrix_text() { return R\"~csv~(${text})~csv~\"; }
}  // namespace millrace::auth
")
