// The command line: `npm run crossings -- …`. Each command is a file in cli/.
import { Command } from 'commander';
import { addBuildCommand } from './cli/build-command.ts';
import { addCheckCommand } from './cli/check-command.ts';
import { addDoctorCommands } from './cli/doctor-command.ts';
import { addGradeCommand } from './cli/grade-command.ts';
import { addNewExerciseCommand } from './cli/new-exercise-command.ts';
import { addRecordCommand } from './cli/record-command.ts';
import { addRegradeCommand } from './cli/regrade-command.ts';
import { addRunCommand } from './cli/run-command.ts';
import { addVerifyCommand } from './cli/verify-command.ts';

const program = new Command('crossings')
  .description('A course on how Linux kernel space and user space talk to each other.')
  .showHelpAfterError('Type `npm run crossings -- help` for what there is.');

addRunCommand(program);
addBuildCommand(program);
addRecordCommand(program);
addCheckCommand(program);
addGradeCommand(program);
addVerifyCommand(program);
addRegradeCommand(program);
addNewExerciseCommand(program);
addDoctorCommands(program);
await program.parseAsync();
