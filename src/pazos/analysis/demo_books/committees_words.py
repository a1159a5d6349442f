"""What the invented city calls its committees, who sits in them, and what they speak of and promise."""

from __future__ import annotations

from typing import NamedTuple

from pazos.domain.committees.vocabulary import Kind


class AccountWords(NamedTuple):
    """An account of somebody invented: name, department (by its key; "" is none)."""

    name: str
    department: str = ""


# Who holds an office, and after the change of government at the end of 2023 who follows.
ACCOUNTS = {
    "alcaldia": AccountWords("Aurelio Guadual"),
    "alcaldia2": AccountWords("Martha Chiminango"),
    "gobierno": AccountWords("Fabiola Samán", "gobierno"),
    "seguridad": AccountWords("Hernando Tulipán", "seguridad"),
    "educacion": AccountWords("Gladys Ceibal", "educacion"),
    "educacion2": AccountWords("Julián Guayacán", "educacion"),
    "salud": AccountWords("Norma Cañaveral", "salud"),
    "integracion": AccountWords("Rubén Samán", "integracion"),
    "cultura": AccountWords("Ligia Guayacán", "cultura"),
    "infraestructura": AccountWords("Saúl Ceibal", "infraestructura"),
    "personeria": AccountWords("Inés Cañaveral"),
    "comunal": AccountWords("Ovidio Chiminango"),
    "rectora": AccountWords("Zoraida Guadual"),
    "joven": AccountWords("Kevin Tulipán"),
}
FOLLOWED_BY = {"alcaldia": "alcaldia2", "educacion": "educacion2"}


class SeatWords(NamedTuple):
    """A seat: its office, whose account holds it (a key above, or a role between angles), its part."""

    office: str
    account: str = ""
    department: str = ""
    part: str = ""  # "chair", "secretary", "listens"


ALCALDIA = SeatWords("Alcaldía", "alcaldia", part="chair")
SECRETARY = SeatWords("Coordinación de la estrategia", "<strategy_lead>", part="secretary")
GOBIERNO = SeatWords("Secretaría de Gobierno", "gobierno", "gobierno")
SEGURIDAD = SeatWords("Secretaría de Seguridad y Convivencia", "seguridad", "seguridad")
EDUCACION = SeatWords("Secretaría de Educación", "educacion", "educacion")
SALUD = SeatWords("Secretaría de Salud", "salud", "salud")
INTEGRACION = SeatWords("Secretaría de Integración Social", "integracion", "integracion")
CULTURA = SeatWords("Secretaría de Cultura", "cultura", "cultura")
DEPORTE = SeatWords("Instituto de Deporte y Recreación", "<department>", "deporte")
OBRAS = SeatWords("Secretaría de Infraestructura", "infraestructura", "infraestructura")
PERSONERIA = SeatWords("Personería municipal", "personeria")
COMUNAL = SeatWords("Asociación de juntas de acción comunal", "comunal")
RECTORAS = SeatWords("Red de rectoras y rectores", "rectora")
JUVENTUD = SeatWords("Plataforma de juventudes", "joven")
VOCERIA = SeatWords("Vocería del consejo ciudadano", "<committee_member>")
ALIADA = SeatWords("Organizaciones aliadas", "<partner>")
POLICE = SeatWords("Comando de policía de la ciudad", "<security_liaison>", part="listens")


class BodyWords(NamedTuple):
    """A committee: its seats, its quorum, every how many months and on which day of the month it meets."""

    code: str
    name: str
    kind: Kind
    component: str
    quorum: int
    every: int
    day: int
    seats: tuple[SeatWords, ...]
    promises: float  # commitments a session


def _chairs(seat: SeatWords) -> SeatWords:
    return seat._replace(part="chair")


_MANAGEMENT = (
    *(ALCALDIA, GOBIERNO, SEGURIDAD, EDUCACION, SALUD, INTEGRACION, CULTURA, DEPORTE, OBRAS),
    *(PERSONERIA._replace(part="listens"), VOCERIA._replace(part="listens"), POLICE, SECRETARY),
)
_OPERATIONAL = (
    (
        "co-int",
        "interrupcion",
        "de interrupción",
        SEGURIDAD,
        (GOBIERNO, SALUD, INTEGRACION, PERSONERIA, POLICE),
    ),
    ("co-acc", "intervencion", "de intervención", INTEGRACION, (SALUD, EDUCACION, SEGURIDAD, ALIADA)),
    ("co-pre", "prevencion", "de prevención social", EDUCACION, (CULTURA, DEPORTE, SALUD, RECTORAS, ALIADA)),
    ("co-ent", "entornos", "de entornos seguros", OBRAS, (DEPORTE, CULTURA, GOBIERNO, COMUNAL)),
    ("co-jus", "justicia", "de acceso a la justicia", GOBIERNO, (PERSONERIA, SEGURIDAD, EDUCACION, COMUNAL)),
)
BODIES = (
    BodyWords("cg", "Comité de gestión de la estrategia", Kind.MANAGEMENT, "", 5, 1, 9, _MANAGEMENT, 2.0),
    *(
        BodyWords(
            code,
            f"Comité operativo {name}",
            Kind.OPERATIONAL,
            component,
            3,
            2,
            14 + 2 * place,
            (_chairs(first), *rest, SECRETARY),
            0.95,
        )
        for place, (code, component, name, first, rest) in enumerate(_OPERATIONAL)
    ),
    BodyWords(
        "me-jov",
        "Mesa de juventud y barrios",
        Kind.MESA,
        "prevencion",
        3,
        3,
        5,
        (_chairs(EDUCACION), JUVENTUD, COMUNAL, DEPORTE, CULTURA, SECRETARY),
        1.6,
    ),
    BodyWords(
        "me-esp",
        "Mesa de espacio público",
        Kind.MESA,
        "entornos",
        3,
        3,
        19,
        (_chairs(OBRAS), COMUNAL, JUVENTUD, GOBIERNO, RECTORAS, SECRETARY),
        1.6,
    ),
    BodyWords(
        "cc",
        "Consejo ciudadano de la estrategia",
        Kind.COUNCIL,
        "",
        2,
        3,
        24,
        (
            _chairs(VOCERIA),
            COMUNAL,
            RECTORAS,
            JUVENTUD._replace(part="secretary"),
        ),
        0.0,
    ),
)
PLACES = {
    Kind.MANAGEMENT: "Sala de juntas de la Alcaldía",
    Kind.OPERATIONAL: "Casa de la estrategia",
    Kind.MESA: "Caseta comunal",
    Kind.COUNCIL: "Biblioteca del centro",
}
ROUTINE = ("Lectura y aprobación del acta anterior", "Seguimiento a los compromisos")
# By component ("" is the whole strategy): what is spoken of, what is decided and what is promised.
TOPICS: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        (
            "Avance de indicadores del periodo",
            "Se presentan los valores con su intervalo; los cambios dentro del ruido no se celebran.",
        ),
        (
            "Ejecución del presupuesto por dependencia",
            "Dos rubros siguen sin compromiso; cada dependencia explica el paso en que están.",
        ),
        (
            "Presencia en los clústeres",
            "Hay un clúster sin actividades en el mes; se acuerda quién llega primero.",
        ),
        ("Cooperación anunciada y recibida", "Se comparan los anuncios con lo que suman los convenios."),
    ),
    "interrupcion": (
        (
            "Disputas abiertas por clúster, en totales",
            "Se revisan totales suprimidos; ninguna persona se nombra.",
        ),
        ("Turnos y descanso de los equipos", "El equipo pide relevo en las noches de fin de semana."),
    ),
    "intervencion": (
        ("Cupos de acompañamiento", "Salud confirma los cupos del trimestre y pide citas por la tarde."),
        (
            "Vacantes ofrecidas por empresas",
            "Tres empresas ofrecen prácticas; falta quién acompañe el primer mes.",
        ),
    ),
    "prevencion": (
        ("Jornada única y escuelas abiertas", "Las rectorías piden vigilancia hasta las ocho de la noche."),
        ("Semilleros de arte y deporte", "Hay lista de espera en dos barrios; se propone otro horario."),
    ),
    "entornos": (
        ("Iluminación y parques", "La cuadrilla entrega el mapa de luminarias dañadas."),
        ("Uso de las canchas", "La comunidad pide un horario escrito y quién abre."),
    ),
    "justicia": (
        ("Jornadas de conciliación en barrio", "Se agotan los turnos en la primera hora; se pide repetir."),
        ("Casas de justicia: horarios", "El consultorio jurídico puede abrir los sábados."),
    ),
}
DECISIONS: dict[str, tuple[str, ...]] = {
    "": (
        "Aprobar el plan de trabajo del trimestre.",
        "Priorizar el clúster sin presencia en la agenda del mes.",
        "Publicar el tablero de indicadores con sus intervalos.",
        "Pedir a Hacienda el traslado para los rubros detenidos.",
    ),
    "interrupcion": (
        "Ajustar los turnos de noche por parejas.",
        "Mantener reserva total sobre las disputas.",
    ),
    "intervencion": (
        "Abrir un segundo grupo de acompañamiento.",
        "Aceptar la oferta de prácticas de las empresas.",
    ),
    "prevencion": (
        "Abrir las escuelas hasta las ocho de la noche.",
        "Mover un semillero al horario de la tarde.",
    ),
    "entornos": (
        "Reparar primero las luces junto a las escuelas.",
        "Adoptar el horario comunitario de las canchas.",
    ),
    "justicia": ("Repetir la jornada de conciliación.", "Abrir la casa de justicia los sábados."),
}
RECOMMENDATION = "Sin quórum se recomienda llevar el punto a la próxima sesión."
CANCELLED = (
    "No habría quórum: cuatro oficios estaban en el concejo.",
    "Paro de transporte.",
    "Alerta por lluvias.",
)
PROMISES: dict[str, tuple[str, ...]] = {
    "": (
        "Entregar el informe trimestral de su dependencia con las evidencias",
        "Enviar la lista de rubros sin compromiso y el paso en que están",
        "Programar actividades en el clúster sin presencia",
        "Firmar el acta de articulación con las empresas",
        "Presentar el plan de comunicaciones para los barrios",
        "Conciliar con Hacienda la ejecución del trimestre",
    ),
    "interrupcion": (
        "Contratar el relevo de los equipos de noche",
        "Entregar dotación y seguros a los equipos de barrio",
        "Acordar con hospitales el aviso de heridos por violencia, sin nombres",
    ),
    "intervencion": (
        "Asignar cupos de psicología en jornada de la tarde",
        "Acompañar el primer mes de las prácticas en empresas",
        "Entregar el transporte de los participantes",
    ),
    "prevencion": (
        "Publicar el cronograma de escuelas abiertas",
        "Nombrar docentes para los semilleros con lista de espera",
        "Comprar los instrumentos de la escuela de música",
        "Entregar los uniformes de la liga del barrio",
    ),
    "entornos": (
        "Reparar las luminarias del mapa entregado",
        "Instalar los juegos del parque",
        "Fijar en la cancha el horario y quién abre",
    ),
    "justicia": (
        "Programar la jornada de conciliación en el barrio",
        "Abrir el consultorio jurídico los sábados",
        "Imprimir la guía de rutas de atención",
    ),
}
DONE = (
    "Se cumplió; se adjunta la evidencia.",
    "Entregado y recibido por la comunidad.",
    "Hecho en la fecha.",
)
DONE_LATE = ("Se cumplió con retraso por la contratación.", "Entregado después de dos aplazamientos.")
MORE_TIME = ("El contrato se firmó más tarde de lo previsto.", "Llovió y la obra paró dos semanas.")
DROPPED = (
    "Lo asumió el gobierno nacional.",
    "Perdió sentido con el cambio de horario.",
    "No hubo presupuesto este año.",
)
SENT_BACK = "Falta el recibo a satisfacción de la comunidad."
REVIEWS = {
    "kept": ("La comunidad lo confirma.", "Lo vimos funcionando."),
    "partly": ("Llegó a un barrio y no al otro.", "Se hizo, pero abre dos días por semana."),
    "not_kept": ("En el barrio nadie lo ha visto.", "El documento existe; la obra no."),
    "not_known": ("No pudimos entrar a verificar.",),
}
PAPERS = ("Informe de cumplimiento", "Registro de entrega", "Acta de recibo de obra")
