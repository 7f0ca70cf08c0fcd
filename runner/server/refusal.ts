// A request of the page that is refused, with the repair in words.
export class Refusal extends Error {
  readonly repair: string;
  constructor(message: string, repair: string) {
    super(message);
    this.name = 'Refusal';
    this.repair = repair;
  }
}
