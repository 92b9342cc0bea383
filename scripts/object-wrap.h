// Included before anything else when better-sqlite3 is compiled; scripts/better-sqlite3.mjs says why. It takes the hooks
// out of node::ObjectWrap, which had none up to Node.js 24.18.
#include <node.h>
#define AddEnvironmentCleanupHook(isolate, hook, argument) ((void)0)
#define RemoveEnvironmentCleanupHook(isolate, hook, argument) ((void)0)
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
