# Writes migrations.cc from the .sql files: cmake -DOUT=… -DFILES=a.sql,b.sql -P embed_migrations.cmake
string(REPLACE "," ";" files "${FILES}")
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(SUBSTRING "${name}" 0 4 number)
  string(REGEX REPLACE "^0+" "" number "${number}")
  string(APPEND rows "    {${number}, \"${name}\", R\"~sql~(${text})~sql~\"},\n")
endforeach()
file(WRITE "${OUT}" "// Written by embed_migrations.cmake from src/store/migrations.
#include \"store/migrate.h\"

namespace millrace::store {
namespace {
constexpr Migration kMigrations[] = {
${rows}};
}
std::span<const Migration> all_migrations() { return kMigrations; }
}  // namespace millrace::store
")
