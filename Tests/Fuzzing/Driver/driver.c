// libFuzzer's door: the target is named by LEARND_FUZZ_TARGET.
#include <stddef.h>
#include <stdint.h>

void fuzz_begin(void);
int fuzz_one(const uint8_t *bytes, long count);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments) {
    (void)argument_count;
    (void)arguments;
    fuzz_begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) { return fuzz_one(bytes, (long)count); }
