/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* tank_uapi.h - what /dev/tank and the programs that use it agree upon. */
#ifndef TANK_UAPI_H
#define TANK_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Litres, without a sign. */
#define TANK_GET_LEVEL _IOR('T', 1, __u32)
#define TANK_FILL _IOW('T', 2, __u32)

#endif
