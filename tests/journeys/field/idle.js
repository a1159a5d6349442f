import { makeIdle } from "/static/field/idle.js";
import { same } from "./said.js";

const MINUTE = 60_000;

function made() {
  const clock = { at: 0 };
  const closed = [];
  const idle = makeIdle({ minutes: () => 5, now: () => clock.at, close: () => closed.push(clock.at / MINUTE) });
  return { clock, closed, idle };
}

export async function a_phone_left_alone_closes_and_one_that_is_touched_does_not() {
  const { clock, closed, idle } = made();
  clock.at = 4 * MINUTE;
  idle.touch();
  clock.at = 8 * MINUTE;
  idle.tick();
  same(closed, []);
  clock.at = 9 * MINUTE;
  idle.tick();
  same(closed, [9]);
}

export async function out_of_sight_it_closes_sooner_also_if_it_slept() {
  const { clock, closed, idle } = made();
  idle.hide();
  clock.at = 3 * MINUTE;
  idle.show();
  same(closed, [3]);
  idle.hide();
  clock.at = 4 * MINUTE;
  idle.show();
  same(closed, [3]);
}
