/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * file_uapi.h - what the module file and the programs that use it agree upon.
 */
#ifndef FILE_UAPI_H
#define FILE_UAPI_H

/* region: names */
/* What is written to /dev/to_file, the kernel writes into the file. */
#define FILE_DEVICE	"to_file"

/* The article's file; the module's parameter "path" names another. */
#define FILE_PATH	"/home/melody/str_from_kernel"

/* The most bytes that one write(2) to the device takes. */
#define FILE_TEXT_MAX	65536
/* endregion: names */

#endif
