// What Glibc's Swift module lacks.
#ifndef LEARND_CLINUX_H
#define LEARND_CLINUX_H

#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// renameat2(2) with RENAME_NOREPLACE: 0, or -1 with errno (EEXIST where the target is there).
int learnd_rename_noreplace(const char *from, const char *to);
/// Names the calling thread (at most 15 bytes), as `top -H` and gdb show it.
int learnd_set_thread_name(const char *name);
/// The peer of a connected Unix socket, by SO_PEERCRED: 0, or -1 with errno.
int learnd_peer_credentials(int descriptor, pid_t *pid, uid_t *uid, gid_t *gid);
/// syncfs(2): everything written to the file system that holds `descriptor` is on disk when it returns.
int learnd_syncfs(int descriptor);
/// Whether a process has the file open for writing, asked by a read lease that is given back at once: 1 yes, 0 no, or -1 with
/// errno (EACCES where the file is another user's).
int learnd_has_writers(int descriptor);
/// pipe2(2) with O_CLOEXEC, so that a child started meanwhile has neither end: 0, or -1 with errno.
int learnd_pipe(int ends[2]);
/// posix_spawn_file_actions_addclosefrom_np(3): the program that is started has no descriptor from `first` on. 0, or an errno.
int learnd_close_from(posix_spawn_file_actions_t *actions, int first);

/// From now on a block of 512 KiB or more is the system's again as soon as it is freed. By itself glibc learns from the first large block freed to
/// keep such, up to 32 MiB of each and in every thread's heap.
void learnd_keep_no_large_blocks(void);

/// Gives back to the system what the allocator keeps of memory that was freed.
void learnd_trim_heap(void);

#endif
