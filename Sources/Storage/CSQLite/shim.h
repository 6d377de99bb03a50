#include <sqlite3.h>

// Swift cannot call functions of any number of arguments.
static inline int sqlite3_config_memstatus(int on) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on); }
